using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Accounts;

/// <summary>Re-tags while hosts die, GoHighLevel fails and storage is away.</summary>
public sealed class RetagTroubleTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task Whenever_a_host_dies_another_goes_on()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var killer = new StorageKiller();
        await using var product = await RetagStage.StartAsync(250, killer.Install);
        await RetagStage.ChangeAsync(product);

        killer.Dies = () => random.NextDouble() < 0.015;
        await product.Queue.RunAllAsync(TimeSpan.FromHours(3));
        killer.Spare();
        await product.Queue.RunAllAsync(RetagStage.Day);

        Assert.True(killer.Kills > 0);
        await RetagStage.AssertIsDoneAsync(product, 250);
    }

    [Fact]
    public async Task A_host_that_dies_before_it_notes_the_end_leaves_that_to_the_repeat()
    {
        var hook = new TableHook();
        await using var product = await RetagStage.StartAsync(3, hook.Install);
        await RetagStage.ChangeAsync(product);
        var isCleared = false;
        hook.OnCall = async (request, pass) =>
        {
            if (!isCleared || !request.Uri.ToString().Contains($"/{TableNames.Retags}(", StringComparison.Ordinal))
            {
                await pass();

                // The only transaction of a run is the one that clears the former tag.
                isCleared |= request.Uri.ToString().Contains("$batch", StringComparison.Ordinal);
                return false;
            }

            VirtualQueue.KillHost();
            return true;
        };

        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
        Assert.Null((await FindAsync(product))!.FormerTag);
        hook.OnCall = null;
        Assert.Null((await RetagStage.ProgressAsync(product))!.EndedAt);
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 3);
    }

    [Fact]
    public async Task Progress_that_a_host_began_anew_after_the_end_is_ended_by_the_message_that_it_had_in_hand()
    {
        await using var product = await RetagStage.StartAsync(3);
        await RetagStage.ChangeAsync(product);
        await product.Queue.RunAllAsync(RetagStage.Day);
        var inHand = new RetagWork(1, $"{product.Account.Key}", product.Time.GetUtcNow());

        // It read the account before the end, and died after this.
        await product.Get<RetagTable>().BeginAsync(product.Account.Key, RetagStage.Old, CancellationToken.None);
        product.Time.Advance(TimeSpan.FromMinutes(10));
        await product.Queue.SendAsync(QueueNames.RetagContacts, inHand.ToJson(), TimeSpan.Zero, CancellationToken.None);
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Calls_that_are_cut_off_or_answered_500_are_made_again(int seed)
    {
        await using var product = await RetagStage.StartAsync(250);
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 0.3, ResetRate = 0.3, Seed = seed };
        while (await TryChangeAsync(product) is false) product.Time.Advance(TimeSpan.FromSeconds(10));

        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 250);
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task A_storm_of_429_is_waited_out_and_messages_get_through_it()
    {
        await using var product = await RetagStage.StartAsync(250);
        await RetagStage.ChangeAsync(product);
        product.Crm.World.Faults = product.Crm.World.Faults with { RateLimit = new GoHighLevelRateLimit { Max = 10 } };
        for (var index = 0; index < 5; index++) await product.AcceptAsync(RetagStage.Customer(index), "Hello");

        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 250);
        Assert.Equal(5, product.CrmMessages.Count);
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task Several_hosts_at_once_do_no_harm()
    {
        await using var product = await RetagStage.StartAsync(250);
        await RetagStage.ChangeAsync(product);
        for (var host = 0; host < 4; host++)
        {
            await product.Get<RetagContacts>().StartAsync(product.Account.Key, CancellationToken.None);
        }

        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 250);
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task A_location_that_is_not_connected_is_waited_for()
    {
        await using var product = await RetagStage.StartAsync(3);
        await RetagStage.ChangeAsync(product);
        product.Crm.World.RevokeToken(TestProduct.AccessToken);
        await product.Queue.RunAllAsync(TimeSpan.FromHours(5));
        Assert.NotNull((await FindAsync(product))!.FormerTag);

        product.Crm.World.AllowToken(product.LocationId, TestProduct.AccessToken);
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 3);
    }

    [Fact]
    public async Task A_storage_that_is_away_for_a_while_loses_no_re_tag()
    {
        var cut = new StorageSwitch(retries: 0);
        await using var product = await RetagStage.StartAsync(3, cut.Install);
        await RetagStage.ChangeAsync(product);

        cut.IsCut = true;
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        Assert.NotEmpty(product.Queue.Failures);
        cut.IsCut = false;
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 3);
    }

    private static Task<Account?> FindAsync(TestProduct product) =>
        product.Get<AccountTable>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);

    private static async Task<bool> TryChangeAsync(TestProduct product)
    {
        try
        {
            return await RetagStage.ChangeAsync(product) is TagChangeOutcome.Changed;
        }
        catch (GoHighLevelException failed) when (failed.IsTransient)
        {
            return false;
        }
    }
}
