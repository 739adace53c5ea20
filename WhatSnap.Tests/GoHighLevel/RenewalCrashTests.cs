using Azure.Core;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>Processes that die, stop or lose their storage in the middle of a renewal.</summary>
public sealed class RenewalCrashTests
{
    [Fact]
    public async Task A_process_that_dies_before_it_stores_the_new_pair_leaves_a_state_that_people_see()
    {
        var hook = new TableHook();
        await using var stage = await RenewalStage.StartAsync(hook.Install);
        var other = await stage.OtherProcessAsync();
        stage.LetTokenEnd();
        DieAtWrite(hook, 2);

        await Assert.ThrowsAsync<HostKilledException>(() => stage.CallAsync());
        var early = await stage.CallInVainAsync(other);
        stage.Product.Time.Advance(RenewGrant.Lease);
        var late = await stage.CallAsync(other);

        Assert.Equal((true, RenewGrant.Busy), (early.Failed?.IsTransient, early.Failed?.Code));
        Assert.Equal(RenewGrant.Lost, late.Failed?.Code);
        Assert.Equal(LocationStates.ReconnectNeeded, await stage.Stage.StatusAsync());
    }

    [Fact]
    public async Task A_process_that_dies_before_it_asks_is_followed_by_another_that_renews()
    {
        var hook = new TableHook();
        await using var stage = await RenewalStage.StartAsync(hook.Install);
        var other = await stage.OtherProcessAsync();
        stage.LetTokenEnd();
        var before = stage.TokenCalls;
        DieAtWrite(hook, 1, isAfter: true);

        await Assert.ThrowsAsync<HostKilledException>(() => stage.CallAsync());
        Assert.Equal(RenewGrant.Busy, (await stage.CallInVainAsync(other)).Failed?.Code);
        stage.Product.Time.Advance(RenewGrant.Lease);

        Assert.Equal(CallEnd.Good, await stage.CallAsync(other));
        Assert.Equal(1, stage.TokenCalls - before);
    }

    [Fact]
    public async Task A_process_that_dies_with_the_new_pair_of_a_location_of_an_agency_costs_nothing()
    {
        var hook = new TableHook();
        await using var stage = await RenewalStage.StartAsync(hook.Install, isAgency: true);
        var other = await stage.OtherProcessAsync();
        stage.Stage.World.ExpireTokens(stage.Stage.LocationId);
        DieAtWrite(hook, 2);

        await Assert.ThrowsAsync<HostKilledException>(() => stage.CallAsync());
        await stage.CallInVainAsync(other);
        stage.Product.Time.Advance(RenewGrant.Lease);

        Assert.Equal(CallEnd.Good, await stage.CallAsync(other));
        Assert.Equal(LocationStates.Connected, await stage.Stage.StatusAsync());
    }

    [Fact]
    public async Task The_pair_of_a_process_that_was_paused_beyond_its_lease_is_stored_and_mends_the_state()
    {
        var hook = new TableHook();
        await using var stage = await RenewalStage.StartAsync(hook.Install);
        var other = await stage.OtherProcessAsync();
        stage.LetTokenEnd();
        var paused = new TaskCompletionSource();
        var goesOn = new TaskCompletionSource();
        var writes = 0;
        hook.OnCall = async (request, pass) =>
        {
            if (!IsGrantWrite(request) || ++writes != 2) return false;
            paused.SetResult();
            await goesOn.Task;
            await pass();
            return true;
        };

        var first = stage.Product.Get<GoHighLevelLocations>().ReadAsync(stage.Stage.LocationId, CancellationToken.None);
        await Eventually.BecomesAsync(() => paused.Task.IsCompleted);
        await stage.CallInVainAsync(other);
        stage.Product.Time.Advance(RenewGrant.Lease);
        Assert.Equal(RenewGrant.Lost, (await stage.CallAsync(other)).Failed?.Code);
        Assert.Equal(LocationStates.ReconnectNeeded, await stage.Stage.StatusAsync());
        goesOn.SetResult();
        await Assert.ThrowsAsync<GoHighLevelException>(() => first);

        Assert.Equal(CallEnd.Good, await stage.CallAsync());
        Assert.Equal(CallEnd.Good, await stage.CallAsync(other));
        Assert.Equal(LocationStates.Connected, await stage.Stage.StatusAsync());
    }

    [Fact]
    public async Task A_pair_that_storage_would_not_take_is_kept_until_it_does()
    {
        using var storage = new StorageSwitch(retries: 0);
        await using var stage = await RenewalStage.StartAsync(storage.Install);
        stage.LetTokenEnd();
        stage.TokenWay.OnCall = _ =>
        {
            storage.IsCut = true;
            return HttpFault.None;
        };
        var before = stage.TokenCalls;

        var put = await stage.CallInVainAsync();
        storage.IsCut = false;
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(RenewGrant.Busy, put.Failed?.Code);
        stage.TokenWay.OnCall = null;
        Assert.Equal(CallEnd.Good, await stage.CallAsync());
        Assert.Equal(1, stage.TokenCalls - before);
    }

    /// <summary>Ends the process at the write of a grant with this number, counted from now: before it, or after it was done.</summary>
    private static void DieAtWrite(TableHook hook, int number, bool isAfter = false)
    {
        var writes = 0;
        hook.OnCall = async (request, pass) =>
        {
            if (!IsGrantWrite(request) || ++writes < number) return false;
            if (isAfter) await pass();
            hook.OnCall = null;
            throw new HostKilledException();
        };
    }

    private static bool IsGrantWrite(Request request) =>
        request.Method != RequestMethod.Get && request.Uri.Path.Contains($"/{TableNames.Tokens}(", StringComparison.Ordinal);
}
