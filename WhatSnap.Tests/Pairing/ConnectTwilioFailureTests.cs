using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

public sealed class ConnectTwilioFailureTests
{
    private static readonly int ManyTimes = FlowRetry.WhileWatched.Tries;

    [Theory]
    [InlineData(TwilioCallName.ReadAccount)]
    [InlineData(TwilioCallName.ListNumbers)]
    [InlineData(TwilioCallName.ReadBalance)]
    [InlineData(TwilioCallName.ListServices)]
    [InlineData(TwilioCallName.UpdateNumber)]
    [InlineData(TwilioCallName.ReadNumber)]
    public async Task Twilio_that_stays_silent_ends_the_connection_and_everything_is_put_back(TwilioCallName call)
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        stage.Fail(call, TwilioFailure.ServerError, ManyTimes);

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.TwilioUnreachable, attempt.EndCode);
        Assert.NotEmpty(stage.Flows.Failures);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Theory]
    [InlineData(TwilioCallName.ReadAccount, TwilioFailure.TooManyRequests, 2)]
    [InlineData(TwilioCallName.UpdateNumber, TwilioFailure.ServerError, 2)]
    [InlineData(TwilioCallName.UpdateNumber, TwilioFailure.NoAnswer, 1)]
    [InlineData(TwilioCallName.UpdateNumber, TwilioFailure.ServerErrorAfterWork, 1)]
    [InlineData(TwilioCallName.ReadNumber, TwilioFailure.ServerError, 2)]
    public async Task A_failure_that_passes_is_tried_again_and_what_was_done_is_not_done_twice(
        TwilioCallName call, TwilioFailure failure, int failures)
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        stage.Fail(call, failure, 2);

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.Connected, attempt.EndCode);
        Assert.Equal(failures, stage.Flows.Failures.Count);
        Assert.Equal(before.SmsUrl, (await stage.AccountAsync(key))!.Twilio!.SavedRoute!.SmsUrl);
    }

    [Fact]
    public async Task A_change_that_was_done_without_an_answer_is_put_back_too()
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://demo.twilio.com/welcome/sms/reply" });
        var before = stage.NumberAtTwilio;
        var isDone = false;
        stage.OnTwilio.OnCall = request =>
        {
            if (stage.IsUndoing) return HttpFault.None;
            if (isDone) return HttpFault.LostBefore;
            isDone = request.Method == HttpMethod.Post;
            return isDone ? HttpFault.LostAfter : HttpFault.None;
        };

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.TwilioUnreachable, attempt.EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_change_that_is_done_long_after_its_call_was_given_up_is_put_back_too()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        stage.Fail(TwilioCallName.UpdateNumber, TwilioFailure.ServerError, ManyTimes);
        var key = await stage.AddAsync();
        var hook = (await stage.AccountAsync(key))!.Twilio!.HookUrl;
        var looks = 0;
        stage.OnTwilio.OnCall = request =>
        {
            // The change comes through after the undo has looked at the number for the first time.
            if (stage.IsUndoing && request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.Contains(ConnectStage.NumberSid, StringComparison.Ordinal) && ++looks == 2)
            {
                var route = TwilioNumbers.RouteToUs(ConnectStage.NumberSid, hook);
                stage.Twilio.World.SetNumber(before with { SmsUrl = route.SmsUrl, SmsFallbackUrl = route.SmsFallbackUrl });
            }

            return HttpFault.None;
        };

        await stage.Flows.RunAllAsync();

        Assert.True(looks >= 2);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task Our_own_address_that_does_not_answer_ends_the_connection()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        stage.Flows.BeforeStep = order => order is FlowOrder.Call { Activity: nameof(TestOwnAddress) }
            ? stage.Door.DisposeAsync().AsTask()
            : Task.CompletedTask;

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal("self_test_failed", attempt.EndCode);
        Assert.Equal("self_test_failed", Assert.Single(attempt.Steps, step => step.Step == ConnectionSteps.SelfTest).Code);
        Assert.Equal(TimeSpan.FromSeconds(44), attempt.EndedAt - attempt.StartedAt);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_host_that_does_not_know_the_address_for_half_a_minute_is_waited_for_and_the_owner_sees_that()
    {
        await using var stage = await ConnectStage.StartAsync();
        var key = await stage.AddAsync();
        var hook = HookTable.KeyOf((await stage.AccountAsync(key))!.Twilio!.HookUrl);
        var seen = new List<(string? Status, string Code)>();
        stage.Flows.BeforeStep = async order =>
        {
            // Somebody calls the address just before anybody is known by it: this host remembers that.
            if (order is FlowOrder.Call { Activity: nameof(PointTwilioNumber) }) await stage.Product.Get<AccountDirectory>().FindByHookAsync(hook, CancellationToken.None);
        };
        stage.Flows.WhileWaiting = async () => seen.Add((
            (await stage.Flows.ReadAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None))!.Status,
            (await stage.AttemptAsync(key)).Steps.Single(step => step.Step == ConnectionSteps.SelfTest).Code));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(Enumerable.Repeat((nameof(TestOwnAddress), StepFindings.TryingAgain), 5), seen.Select(one => (one.Status!, one.Code)));
    }

    [Fact]
    public async Task GoHighLevel_that_stays_silent_ends_the_connection_and_everything_is_put_back()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var calls = 0;
        stage.OnCrm.OnCall = _ => ++calls <= ManyTimes ? HttpFault.ServerError : HttpFault.None;

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.GoHighLevelUnreachable, attempt.EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task GoHighLevel_that_refuses_the_tag_ends_the_connection_and_everything_is_put_back()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        stage.Product.Crm.World.RevokeToken(TestProduct.AccessToken);

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal("tag_refused", attempt.EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_tag_that_was_there_before_stays_when_the_connection_fails()
    {
        await using var stage = await ConnectStage.StartAsync();
        await stage.Product.Get<Core.GoHighLevel.GoHighLevelLocations>()
            .EnsureTagAsync(stage.LocationId, AccountTag.FromName("Support"), CancellationToken.None);
        var key = await stage.AddAsync();
        stage.Flows.BeforeStep = order => order is FlowOrder.Call { Activity: nameof(EnsureAccountTag) }
            ? stage.Flows.CancelAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None)
            : Task.CompletedTask;

        await stage.Flows.RunAllAsync();

        Assert.Null(await stage.AccountAsync(key));
        Assert.Contains(AccountTag.FromName("Support"), stage.Tags);
    }

    [Fact]
    public async Task A_token_that_dies_after_the_change_leaves_the_route_and_the_account_stays_to_say_so()
    {
        await using var stage = await ConnectStage.StartAsync();
        stage.Flows.BeforeStep = order =>
        {
            if (order is FlowOrder.Call { Activity: nameof(ConfirmTwilioRoute) })
            {
                stage.Twilio.World.SetAccount(stage.Twilio.World.Accounts[0] with { AuthToken = "0000000000000000000000000000dead" });
            }

            return Task.CompletedTask;
        };

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal("credentials_refused", attempt.EndCode);
        Assert.Contains(attempt.Steps, step => step.Code == "route_left");
        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
    }
}
