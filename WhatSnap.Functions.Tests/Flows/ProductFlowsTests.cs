using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Functions.Tests.Flows;

/// <summary>The product's flows run for real as Durable orchestrations; their branches are tested in virtual time elsewhere.</summary>
public sealed class ProductFlowsTests
{
    [Fact]
    public async Task A_number_is_connected()
    {
        await using var stage = await DurableStage.StartAsync();

        var key = await stage.AddAsync();

        Assert.Equal(ConnectionEnds.Connected, await EndAsync(stage, key));
        var account = (await stage.World.AccountAsync(key))!;
        Assert.Equal(AccountStates.Active.Code, account.StateCode);
        Assert.Equal(account.Twilio!.HookUrl + TwilioNumbers.RetryFragment, stage.World.NumberAtTwilio.SmsUrl);
        Assert.Contains(account.Tag, stage.World.Tags);
    }

    [Fact]
    public async Task A_question_outlives_the_worker_and_its_answer_goes_on()
    {
        await using var stage = await DurableStage.StartAsync(DurableStage.Foreign);
        var key = await stage.AddAsync();
        await stage.Durable.ShowsAsync(ConnectTwilio.InstanceOf(key), RunConnectionStep.Ask);

        await stage.RestartAsync();
        await stage.AnswerAsync(key, ConnectTwilio.Yes);

        Assert.Equal(ConnectionEnds.Connected, await EndAsync(stage, key));
        Assert.Equal("https://studio.example.com/flow", (await stage.World.AccountAsync(key))!.Twilio!.SavedRoute!.SmsUrl);
    }

    [Fact]
    public async Task An_answer_that_came_while_no_worker_ran_is_found_by_the_next()
    {
        await using var stage = await DurableStage.StartAsync(DurableStage.Foreign);
        var before = stage.World.NumberAtTwilio;
        var key = await stage.AddAsync();
        await stage.Durable.ShowsAsync(ConnectTwilio.InstanceOf(key), RunConnectionStep.Ask);

        await stage.RestartAsync(meanwhile: () => stage.AnswerAsync(key, "no"));

        Assert.Equal(ConnectionEnds.Declined, await EndAsync(stage, key));
        await stage.World.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_question_without_an_answer_expires()
    {
        await using var stage = await DurableStage.StartAsync(DurableStage.Foreign, hurry: TimeSpan.FromSeconds(1));
        var before = stage.World.NumberAtTwilio;

        var key = await stage.AddAsync();

        Assert.Equal(ConnectionEnds.Expired, await EndAsync(stage, key));
        await stage.World.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_cancelled_question_ends_at_once()
    {
        await using var stage = await DurableStage.StartAsync(DurableStage.Foreign);
        var before = stage.World.NumberAtTwilio;
        var key = await stage.AddAsync();
        await stage.Durable.ShowsAsync(ConnectTwilio.InstanceOf(key), RunConnectionStep.Ask);

        Assert.True(await stage.Durable.Flows.CancelAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None));

        Assert.Equal(ConnectionEnds.Cancelled, await EndAsync(stage, key));
        await stage.World.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_disconnection_goes_on_after_the_worker_ended_between_two_tries()
    {
        await using var stage = await DurableStage.StartAsync(number => number with { SmsUrl = "https://demo.twilio.com/welcome/sms/reply" });
        var before = stage.World.NumberAtTwilio;
        var key = await stage.AddAsync();
        await EndAsync(stage, key);
        var failed = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.World.OnTwilio.OnCall = _ =>
        {
            failed.TrySetResult(TimeProvider.System.GetUtcNow());
            return HttpFault.ServerError;
        };

        await stage.World.Product.Get<AccountTable>().UpdateAsync(
            key, account => account with { StateCode = AccountStates.Disconnecting.Code }, CancellationToken.None);
        await stage.Durable.Flows.StartAsync(DisconnectAccount.Name, DisconnectAccount.InstanceOf(key), CancellationToken.None);
        await stage.Durable.HasGoneOnAsync(DisconnectAccount.InstanceOf(key), after: await failed.Task);
        await stage.RestartAsync(meanwhile: () => Task.FromResult(stage.World.OnTwilio.OnCall = null));

        Assert.Equal("disconnected", await stage.Durable.EndAsync(DisconnectAccount.InstanceOf(key)));
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.World.AccountAsync(key))!.StateCode);
        Assert.Equal(before, stage.World.NumberAtTwilio);
    }

    private static Task<string?> EndAsync(DurableStage stage, AccountKey key) => stage.Durable.EndAsync(ConnectTwilio.InstanceOf(key));
}
