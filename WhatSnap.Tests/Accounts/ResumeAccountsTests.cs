using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Accounts;

/// <summary>Accounts whose flow got lost are brought to an end by the next pass.</summary>
public sealed class ResumeAccountsTests
{
    [Fact]
    public async Task A_new_account_whose_flow_never_began_is_connected()
    {
        await using var stage = await ConnectStage.StartAsync();
        var key = await stage.AddAsync(on: new NoFlows());
        await stage.Product.Get<ConnectionTable>().RemoveAsync(key, CancellationToken.None);

        await ResumeAsync(stage);

        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
    }

    [Fact]
    public async Task A_new_account_past_its_expiry_is_undone()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var key = await stage.AddAsync(on: new NoFlows());
        stage.Product.Time.Advance(TimeSpan.FromHours(3));

        await ResumeAsync(stage);

        Assert.NotNull((await stage.AttemptAsync(key)).EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task An_attempt_that_goes_on_after_its_seat_was_given_free_does_not_become_active()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var key = await stage.AddAsync();
        stage.Flows.BeforeStep = order =>
        {
            if (order is FlowOrder.Call { Activity: nameof(ActivateAccount) }) stage.Product.Time.Advance(TimeSpan.FromHours(3));
            return Task.CompletedTask;
        };

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Interrupted, (await stage.AttemptAsync(key)).EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task The_tag_of_an_expired_account_stays_when_another_has_it_by_now()
    {
        await using var stage = await ConnectStage.StartAsync();
        var key = await stage.AddAsync(on: new NoFlows());
        await stage.Product.Get<AccountTable>().UpdateAsync(key, known => known with { MadeTag = true }, CancellationToken.None);
        stage.Product.Time.Advance(TimeSpan.FromHours(3));
        var (other, _) = await stage.ConnectAsync();

        await ResumeAsync(stage);

        Assert.Null(await stage.AccountAsync(key));
        Assert.Contains((await stage.AccountAsync(other))!.Tag, stage.Tags);
    }

    [Fact]
    public async Task A_reconnection_that_never_began_begins_although_an_older_attempt_has_ended()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        await SetAsync(stage, key, AccountStates.Reconnecting, AccountStates.Disconnected);

        await ResumeAsync(stage);

        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
    }

    [Fact]
    public async Task A_reconnection_that_had_failed_already_is_undone()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        await SetAsync(stage, key, AccountStates.Reconnecting, AccountStates.Disconnected);
        await stage.Product.Get<ConnectionTable>().BeginAsync(key, CancellationToken.None);
        await stage.Product.Get<NoteConnectionEnd>().RunAsync(key, "tag_refused", CancellationToken.None);

        await ResumeAsync(stage);

        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal("tag_refused", (await stage.AttemptAsync(key)).EndCode);
    }

    [Fact]
    public async Task A_wish_to_remove_that_nobody_carries_out_is_carried_out()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        await SetAsync(stage, key, AccountStates.Reconnecting, AccountStates.Disconnected);
        await stage.Product.Get<AccountTable>().UpdateAsync(
            key, known => known with { AfterAttempt = AccountStates.Removing.Code }, CancellationToken.None);

        await ResumeAsync(stage);

        Assert.Null(await stage.AccountAsync(key));
        Assert.Equal(before, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task A_wish_whose_cancellation_got_lost_does_not_wait_until_the_question_is_too_old()
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://studio.example.com/" });
        var before = stage.NumberAtTwilio;
        var begun = stage.Product.Time.GetUtcNow();
        var key = await stage.AddAsync();
        stage.Flows.BeforeStep = async order =>
        {
            if (order is not FlowOrder.Wait) return;
            await stage.Product.Get<AccountTable>().UpdateAsync(
                key, known => known with { AfterAttempt = AccountStates.Removing.Code }, CancellationToken.None);
            await LookAsync(stage);
        };

        await stage.Flows.RunAllAsync();

        Assert.Equal(ResumeAccounts.Grace, stage.Product.Time.GetUtcNow() - begun);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task An_account_that_its_own_attempt_closes_is_left_to_that()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        FlowState? other = null;
        stage.Flows.BeforeStep = async order =>
        {
            if (order is FlowOrder.Call { Activity: nameof(CheckTwilioNumber) })
            {
                await stage.Product.Get<AccountTable>().UpdateAsync(
                    key, known => known with { AfterAttempt = AccountStates.Removing.Code }, CancellationToken.None);
            }

            if (order is not FlowOrder.Call { Activity: nameof(CloseAccount) }) return;
            await LookAsync(stage);
            other = await stage.Flows.ReadAsync(DisconnectAccount.InstanceOf(key), CancellationToken.None);
        };

        await stage.ReconnectAsync(key);

        Assert.False(other!.IsRunning);
        Assert.Null(await stage.AccountAsync(key));
    }

    [Theory]
    [InlineData("disconnecting")]
    [InlineData("removing")]
    public async Task An_account_that_is_closing_without_a_flow_is_closed(string state)
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();
        await SetAsync(stage, key, AccountStates.Of(state), null);

        await ResumeAsync(stage);

        Assert.Equal(state == "removing" ? null : AccountStates.Disconnected.Code, (await stage.AccountAsync(key))?.StateCode);
        Assert.Equal(before, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task What_has_just_begun_what_runs_and_what_rests_is_left_alone()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await ConnectStage.StartAsync();
        var fresh = await stage.AddAsync(on: new NoFlows());

        await stage.Product.Get<ResumeAccounts>().RunAsync(stage.Flows, CancellationToken.None);
        Assert.Null(await stage.Flows.ReadAsync(ConnectTwilio.InstanceOf(fresh), CancellationToken.None));

        await stage.Flows.StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(fresh), CancellationToken.None);
        stage.Product.Time.Advance(TimeSpan.FromHours(3));
        var strict = new NoFlows { Running = stage.Flows };
        await stage.Product.Get<ResumeAccounts>().RunAsync(strict, CancellationToken.None);

        Assert.DoesNotContain(strict.Started, instance => instance.Contains(stage.LocationId, StringComparison.Ordinal));
        await stage.Flows.RunAllAsync();
    }

    [Fact]
    public async Task An_account_that_can_not_be_read_does_not_keep_the_others()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        await SetAsync(stage, key, AccountStates.Removing, null);
        var table = stage.Product.Get<TableServiceClient>().GetTableClient(TableNames.Accounts);
        var broken = new TableEntity(stage.LocationId + "0", "acc") { ["StateCode"] = "removing", ["Platform"] = "none" };
        await table.AddEntityAsync(broken);

        await ResumeAsync(stage);
        await table.DeleteEntityAsync(broken.PartitionKey, broken.RowKey);

        Assert.Null(await stage.AccountAsync(key));
    }

    private static async Task SetAsync(ConnectStage stage, AccountKey key, AccountState state, AccountState? before) =>
        await stage.Product.Get<AccountTable>().UpdateAsync(
            key, known => known with { StateCode = state.Code, StateBefore = before?.Code }, CancellationToken.None);

    private static async Task ResumeAsync(ConnectStage stage)
    {
        await LookAsync(stage);
        await stage.Flows.RunAllAsync();
    }

    private static async Task LookAsync(ConnectStage stage)
    {
        stage.Product.Time.Advance(ResumeAccounts.Grace);
        await stage.Product.Get<ResumeAccounts>().RunAsync(new OwnFlows(stage), CancellationToken.None);
    }

    /// <summary>The flows of this test's location; the shared storage has those of others too.</summary>
    private sealed class OwnFlows(ConnectStage stage) : NoFlows
    {
        public override Task StartAsync(string flow, string instanceId, CancellationToken cancellationToken) =>
            IsOwn(instanceId) ? stage.Flows.StartAsync(flow, instanceId, cancellationToken) : Task.CompletedTask;

        public override Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken) =>
            IsOwn(instanceId) ? stage.Flows.CancelAsync(instanceId, cancellationToken) : Task.FromResult(true);

        public override Task<FlowState?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
            IsOwn(instanceId) ? stage.Flows.ReadAsync(instanceId, cancellationToken) : Task.FromResult<FlowState?>(new FlowState(true, null));

        private bool IsOwn(string instanceId) => instanceId.Contains(stage.LocationId + "~", StringComparison.Ordinal);
    }

    /// <summary>A host that starts nothing.</summary>
    private class NoFlows : IFlowHost
    {
        public List<string> Started { get; } = [];

        public VirtualFlows? Running { get; init; }

        public virtual Task StartAsync(string flow, string instanceId, CancellationToken cancellationToken)
        {
            Started.Add(instanceId);
            return Task.CompletedTask;
        }

        public Task<bool> RaiseAsync(string instanceId, string eventName, string value, CancellationToken cancellationToken) => Task.FromResult(false);

        public virtual Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken) => Task.FromResult(false);

        public virtual async Task<FlowState?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
            Running is null ? null : await Running.ReadAsync(instanceId, cancellationToken);
    }
}
