using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Pairing;

public sealed class UndoRouteTests
{
    private const string OtherSid = "PN00000000000000000000000000000111";
    private const string ServiceSid = "MG00000000000000000000000000000001";
    private const string ApplicationSid = "AP00000000000000000000000000000001";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_that_two_accounts_share_is_put_back_by_the_last_of_them_whichever_it_is(bool firstEndsFirst)
    {
        await using var stage = await SharedAsync();
        var before = stage.Twilio.World.Numbers;
        var first = await ConnectAsync(stage, "Support", stage.Number);
        var second = await ConnectAsync(stage, "Second", OtherNumber(stage));
        var (early, late) = firstEndsFirst ? (first, second) : (second, first);

        await stage.CloseAsync(early, AccountStates.Removing);
        var meanwhile = stage.Twilio.World.Services[0].UseInboundWebhookOnNumber;
        await stage.CloseAsync(late, AccountStates.Disconnecting);

        Assert.True(meanwhile);
        Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        Assert.Equal(before, stage.Twilio.World.Numbers);
        Assert.Null(await stage.AccountAsync(early));
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(late))!.StateCode);
    }

    [Fact]
    public async Task The_owner_is_told_that_a_shared_service_stays_as_it_is()
    {
        await using var stage = await SharedAsync();
        var first = await ConnectAsync(stage, "Support", stage.Number);
        await ConnectAsync(stage, "Second", OtherNumber(stage));

        await stage.CloseAsync(first, AccountStates.Disconnecting);

        Assert.Contains((await stage.AttemptAsync(first)).Steps, step => step.Code == "route_service_shared");
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(first))!.StateCode);
    }

    [Fact]
    public async Task A_service_is_not_left_to_an_account_that_ends_itself()
    {
        await using var stage = await SharedAsync();
        var first = await ConnectAsync(stage, "Support", stage.Number);
        var second = await ConnectAsync(stage, "Second", OtherNumber(stage));
        await stage.Product.Get<AccountTable>().UpdateAsync(
            second, account => account with { StateCode = AccountStates.Disconnecting.Code }, CancellationToken.None);

        await stage.CloseAsync(first, AccountStates.Disconnecting);

        Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_is_left_alone_once_the_number_has_moved_on(bool outOfTheService)
    {
        await using var stage = await SharedAsync();
        var key = await ConnectAsync(stage, "Support", stage.Number);
        stage.Product.Time.Advance(TimeSpan.FromDays(1));
        if (outOfTheService) stage.Twilio.World.SetService(stage.Twilio.World.Services[0] with { NumberSids = [OtherSid] });
        else stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = "https://new.example.com/" });

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.True(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        Assert.Equal(outOfTheService ? "" : "https://new.example.com/", stage.NumberAtTwilio.SmsUrl);
    }

    [Fact]
    public async Task A_deleted_application_leaves_no_route_of_ours_behind_and_the_owner_is_told()
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with
        {
            SmsUrl = "https://old.example.com/",
            SmsApplicationSid = ApplicationSid,
        });
        var key = await ConnectAsync(stage, "Support", stage.Number);
        stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { DeletedApplicationSid = ApplicationSid });

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal(("https://old.example.com/", "", ""), (stage.NumberAtTwilio.SmsUrl, stage.NumberAtTwilio.SmsFallbackUrl, stage.NumberAtTwilio.SmsApplicationSid));
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_put_back_in_part");
        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_deleted_service_leaves_no_route_of_ours_behind_and_the_owner_is_told()
    {
        await using var stage = await SharedAsync();
        var before = stage.NumberAtTwilio;
        var key = await ConnectAsync(stage, "Support", stage.Number);
        stage.Twilio.World.RemoveService(ServiceSid);

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_put_back_in_part");
        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_service_that_Twilio_refuses_to_change_does_not_keep_the_number_from_being_put_back()
    {
        await using var stage = await SharedAsync();
        var before = stage.NumberAtTwilio;
        var key = await ConnectAsync(stage, "Support", stage.Number);
        stage.OnTwilio.OnCall = request =>
            request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith(ServiceSid, StringComparison.Ordinal)
                ? HttpFault.Unauthorized
                : HttpFault.None;

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_put_back_in_part");
        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_service_is_not_left_to_a_number_that_its_owner_gave_to_an_application()
    {
        await using var stage = await SharedAsync();
        var first = await ConnectAsync(stage, "Support", stage.Number);
        await ConnectAsync(stage, "Second", OtherNumber(stage));
        var other = stage.Twilio.World.Numbers.Single(number => number.Sid == OtherSid);
        stage.Twilio.World.SetNumber(other with { SmsApplicationSid = ApplicationSid });

        await stage.CloseAsync(first, AccountStates.Disconnecting);

        Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
    }

    [Fact]
    public async Task A_number_that_was_released_has_nothing_to_be_put_back()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        stage.Twilio.World.RemoveNumber(ConnectStage.NumberSid);

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_gone");
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Theory]
    [InlineData(TwilioCallName.ReadService)]
    [InlineData(TwilioCallName.ListServiceNumbers)]
    [InlineData(TwilioCallName.UpdateService)]
    [InlineData(TwilioCallName.UpdateNumber)]
    public async Task A_failure_in_the_middle_is_made_good_by_the_next_try(TwilioCallName call)
    {
        await using var stage = await SharedAsync();
        var before = stage.NumberAtTwilio;
        var key = await ConnectAsync(stage, "Support", stage.Number);
        stage.Fail(call, TwilioFailure.NoAnswer, 1);

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_put_back");
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    /// <summary>A second number, in one messaging service with the first.</summary>
    private static Task<ConnectStage> SharedAsync() => ConnectStage.StartAsync(options: options => options with
    {
        Numbers = [.. options.Numbers, new TwilioNumber { Sid = OtherSid, AccountSid = TestProduct.AccountSid, PhoneNumber = ConnectStage.NewNumber() }],
        Services =
        [
            new TwilioService
            {
                Sid = ServiceSid,
                AccountSid = TestProduct.AccountSid,
                InboundRequestUrl = "https://service.example.com/in",
                NumberSids = [ConnectStage.NumberSid, OtherSid],
            },
        ],
    });

    private static string OtherNumber(ConnectStage stage) => stage.Twilio.World.Numbers.Single(number => number.Sid == OtherSid).PhoneNumber;

    private static async Task<AccountKey> ConnectAsync(ConnectStage stage, string name, string number)
    {
        var key = await stage.AddAsync(name, number);
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);
        await stage.Flows.RunAllAsync();
        stage.Flows.BeforeStep = null;
        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
        return key;
    }
}
