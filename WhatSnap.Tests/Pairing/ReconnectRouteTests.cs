using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

public sealed class ReconnectRouteTests
{
    private const string ServiceSid = "MG00000000000000000000000000000001";
    private const string Elsewhere = "https://elsewhere.example.com/";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_number_that_was_moved_into_a_messaging_service_is_reconnected_and_the_service_put_back(bool isDisconnected)
    {
        await using var stage = await StageAsync();
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();
        if (isDisconnected) await stage.CloseAsync(key, AccountStates.Disconnecting);
        else await NeedATokenAsync(stage, key);
        MoveIntoService(stage);
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);

        await stage.ReconnectAsync(key);

        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
        Assert.True(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        Assert.Equal(before, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task A_route_that_was_set_while_a_token_was_needed_is_what_a_disconnection_puts_back()
    {
        await using var stage = await StageAsync();
        var (key, before) = await RerouteAsync(stage);

        await stage.ReconnectAsync(key);

        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        Assert.Equal(before, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task A_failed_reconnection_that_replaced_a_route_puts_it_back_and_the_account_needs_its_token_still()
    {
        await using var stage = await StageAsync();
        var (key, before) = await RerouteAsync(stage);
        stage.Product.Crm.World.RevokeToken(TestProduct.AccessToken);

        await stage.ReconnectAsync(key);

        Assert.Equal("tag_refused", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(AccountStates.NeedsNewToken.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal(before, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task A_failed_reconnection_that_changed_nothing_leaves_the_number_pointed_at_us()
    {
        await using var stage = await StageAsync();
        var (key, _) = await stage.ConnectAsync();
        await NeedATokenAsync(stage, key);
        var (before, saved) = (stage.NumberAtTwilio, (await stage.AccountAsync(key))!.Twilio!.SavedRoute);
        stage.Product.Crm.World.RevokeToken(TestProduct.AccessToken);
        stage.Product.Time.Advance(TimeSpan.FromDays(1));

        await stage.ReconnectAsync(key);

        Assert.Equal("tag_refused", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.Equal(saved, (await stage.AccountAsync(key))!.Twilio!.SavedRoute);
    }

    [Fact]
    public async Task A_new_token_alone_changes_nothing_at_Twilio_and_keeps_when_the_number_was_pointed_at_us()
    {
        await using var stage = await StageAsync();
        var (key, _) = await stage.ConnectAsync();
        await NeedATokenAsync(stage, key);
        var saved = (await stage.AccountAsync(key))!.Twilio!.SavedRoute;
        stage.Product.Time.Advance(TimeSpan.FromDays(1));
        var changes = 0;
        stage.OnTwilio.OnCall = request =>
        {
            if (request.Method == HttpMethod.Post) changes++;
            return HttpFault.None;
        };

        await stage.ReconnectAsync(key);

        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(0, changes);
        Assert.Equal(saved, (await stage.AccountAsync(key))!.Twilio!.SavedRoute);
    }

    [Fact]
    public async Task A_service_whose_change_was_done_before_a_failure_is_still_put_back_by_the_same_attempt()
    {
        await using var stage = await StageAsync();
        MoveIntoService(stage);
        var before = stage.NumberAtTwilio;
        var key = await stage.AddAsync();
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);
        stage.Fail(TwilioCallName.UpdateNumber, TwilioFailure.ServerError, 100);

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.TwilioUnreachable, (await stage.AttemptAsync(key)).EndCode);
        Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Fact]
    public async Task A_service_that_we_told_long_ago_is_left_when_the_number_has_another_address_since_and_the_reconnection_fails()
    {
        await using var stage = await StageAsync();
        MoveIntoService(stage);
        var key = await stage.AddAsync();
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);
        await stage.Flows.RunAllAsync();
        await NeedATokenAsync(stage, key);
        stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = Elsewhere, SmsFallbackUrl = "" });
        var before = stage.NumberAtTwilio;
        stage.Product.Crm.World.RevokeToken(TestProduct.AccessToken);

        await stage.ReconnectAsync(key);

        Assert.Equal("tag_refused", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.True(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
    }

    private static Task<ConnectStage> StageAsync() =>
        ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://demo.twilio.com/welcome/sms/reply" });

    private static void MoveIntoService(ConnectStage stage) => stage.Twilio.World.SetService(new TwilioService
    {
        Sid = ServiceSid,
        AccountSid = TestProduct.AccountSid,
        InboundRequestUrl = "https://service.example.com/in",
        NumberSids = [ConnectStage.NumberSid],
    });

    /// <summary>A connected account that needs a token, whose number somebody routed elsewhere meanwhile; yes is the answer to any question.</summary>
    private static async Task<(AccountKey Key, TwilioNumber Before)> RerouteAsync(ConnectStage stage)
    {
        var (key, _) = await stage.ConnectAsync();
        await NeedATokenAsync(stage, key);
        stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = Elsewhere, SmsFallbackUrl = "" });
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);
        return (key, stage.NumberAtTwilio);
    }

    private static Task<AccountWrite> NeedATokenAsync(ConnectStage stage, AccountKey key) => stage.Product.Get<AccountTable>().UpdateAsync(
        key, account => account with { StateCode = AccountStates.NeedsNewToken.Code }, CancellationToken.None);
}
