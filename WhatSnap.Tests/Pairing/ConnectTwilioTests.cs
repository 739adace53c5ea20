using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

public sealed class ConnectTwilioTests
{
    [Fact]
    public async Task A_good_number_is_connected_tagged_and_active_with_every_step_told()
    {
        await using var stage = await ConnectStage.StartAsync();

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.Connected, attempt.EndCode);
        Assert.Equal(
            ["account_active", "number_ready", "credit_available", "a2p_missing", "route_free", "route_saved", "route_confirmed", "self_test_passed", "tag_ready", "activated"],
            attempt.Steps.Select(step => step.Code));
        var account = (await stage.AccountAsync(key))!;
        Assert.Equal(AccountStates.Active.Code, account.StateCode);
        Assert.Null(account.PendingUntil);
        Assert.Equal(account.Twilio!.HookUrl + TwilioNumbers.RetryFragment, stage.NumberAtTwilio.SmsUrl);
        Assert.Contains(account.Tag, stage.Tags);
        Assert.True(stage.Flows.Restarts >= 9);
        Assert.Empty(stage.Flows.Failures);
    }

    [Fact]
    public async Task The_first_account_of_a_location_is_its_default_and_the_second_is_not()
    {
        await using var stage = await ConnectStage.StartAsync();
        await stage.Product.Get<AccountTable>().RemoveAsync(stage.Product.Account.Key, _ => true, CancellationToken.None);

        var (key, _) = await stage.ConnectAsync();

        var (_, defaultId) = await stage.Product.Get<AccountTable>().ListAsync(stage.LocationId, CancellationToken.None);
        Assert.Equal(key.AccountId, defaultId);
    }

    [Theory]
    [InlineData("https://studio.example.com/flow?token=secret", "")]
    [InlineData("", "AP00000000000000000000000000000001")]
    public async Task Somebody_elses_route_is_replaced_only_when_the_owner_says_yes(string url, string application)
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = url, SmsApplicationSid = application });
        var key = await stage.AddAsync();
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);

        await stage.Flows.RunAllAsync();

        var attempt = await stage.AttemptAsync(key);
        Assert.Equal(ConnectionEnds.Connected, attempt.EndCode);
        Assert.DoesNotContain(attempt.Steps, step => step.Detail?.Contains("secret", StringComparison.Ordinal) == true);
        Assert.Equal("", stage.NumberAtTwilio.SmsApplicationSid);
        Assert.Equal(url, (await stage.AccountAsync(key))!.Twilio!.SavedRoute!.SmsUrl);
    }

    [Theory]
    [InlineData("no", ConnectionEnds.Declined)]
    [InlineData(null, ConnectionEnds.Expired)]
    public async Task Without_a_yes_the_route_stays_and_nothing_is_left(string? answer, string end)
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://studio.example.com/flow" });
        var before = stage.NumberAtTwilio;
        var key = await stage.AddAsync();
        if (answer is not null) stage.AnswerWhenAsked(key, answer);

        await stage.Flows.RunAllAsync();

        Assert.Equal(end, (await stage.AttemptAsync(key)).EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_route_that_changes_after_the_question_is_not_replaced()
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://studio.example.com/flow" });
        var key = await stage.AddAsync();
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);
        var answer = stage.Flows.BeforeStep!;
        stage.Flows.BeforeStep = async order =>
        {
            await answer(order);
            if (order is FlowOrder.Call { Activity: nameof(PointTwilioNumber) })
            {
                stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = "https://other.example.com/" });
            }
        };

        await stage.Flows.RunAllAsync();

        Assert.Equal("route_changed_meanwhile", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal("https://other.example.com/", stage.NumberAtTwilio.SmsUrl);
    }

    [Theory]
    [InlineData(nameof(CheckTwilioAccount))]
    [InlineData(nameof(CheckTwilioNumber))]
    [InlineData(nameof(CheckTwilioCredit))]
    [InlineData(nameof(CheckTwilioRoute))]
    [InlineData(nameof(PointTwilioNumber))]
    [InlineData(nameof(ConfirmTwilioRoute))]
    [InlineData(nameof(TestOwnAddress))]
    [InlineData(nameof(EnsureAccountTag))]
    public async Task A_cancellation_during_any_step_undoes_everything(string step)
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var key = await stage.AddAsync();
        stage.Flows.BeforeStep = order => order is FlowOrder.Call call && call.Activity == step
            ? stage.Flows.CancelAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None)
            : Task.CompletedTask;

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Cancelled, (await stage.AttemptAsync(key)).EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_cancellation_that_comes_with_the_activation_comes_too_late()
    {
        await using var stage = await ConnectStage.StartAsync();
        var key = await stage.AddAsync();
        stage.Flows.BeforeStep = order => order is FlowOrder.Call { Activity: nameof(ActivateAccount) }
            ? stage.Flows.CancelAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None)
            : Task.CompletedTask;

        await stage.Flows.RunAllAsync();

        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
    }

    [Fact]
    public async Task A_cancellation_while_a_question_waits_ends_it_at_once()
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://studio.example.com/flow" });
        var before = stage.NumberAtTwilio;
        var key = await stage.AddAsync();
        var start = stage.Product.Time.GetUtcNow();
        stage.Flows.BeforeStep = order => order is FlowOrder.Wait
            ? stage.Flows.CancelAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None)
            : Task.CompletedTask;

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Cancelled, (await stage.AttemptAsync(key)).EndCode);
        Assert.True(stage.Product.Time.GetUtcNow() - start < ConnectTwilio.AnswerWithin);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task The_question_names_the_host_and_nothing_else_of_the_address()
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://user:pass@studio.example.com/flow?token=secret" });

        var key = await stage.AddAsync();
        await stage.Flows.RunAllAsync();

        var route = Assert.Single((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_foreign");
        Assert.Equal("studio.example.com", route.Detail);
    }
}
