using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Pairing;

public sealed class ConnectTwilioFindingsTests
{
    private const string Other = "0000000000000000000000000000dead";
    private const string ServiceSid = "MG00000000000000000000000000000001";

    public static readonly TheoryData<string, Func<TwilioAccount, TwilioAccount>> BadAccounts = new()
    {
        { "credentials_refused", account => account with { AuthToken = Other } },
        { "secondary_token", account => account with { AuthToken = Other, SecondaryAuthToken = ConnectStage.Token } },
        { "test_credentials", account => account with { IsTest = true } },
        { "account_suspended", account => account with { Status = "suspended" } },
        { "account_suspended", account => account with { Status = "suspended", WhenInactive = InactiveAnswer.Forbidden } },
        { "credentials_refused", account => account with { Status = "suspended", WhenInactive = InactiveAnswer.Unauthorized } },
        { "account_closed", account => account with { Status = "closed" } },
    };

    public static readonly TheoryData<string, Func<TwilioNumber, TwilioNumber>> BadNumbers = new()
    {
        { "number_without_sms", number => number with { Sms = false } },
        { "number_not_found", number => number with { PhoneNumber = number.PhoneNumber[..^1] } },
        { "route_refused", number => number with { RefusesChanges = true } },
        { "route_not_taken", number => number with { IgnoresChanges = true } },
    };

    public static readonly TheoryData<string, Func<TwilioAccount, TwilioAccount>> GoodAccounts = new()
    {
        { "account_trial", account => account with { Type = "Trial" } },
        { "subaccount_active", account => account with { OwnerSid = "AC00000000000000000000000000000099", Balance = null } },
        { "credit_unknown", account => account with { OwnerSid = "AC00000000000000000000000000000099", Balance = null } },
        { "credit_low", account => account with { Balance = "0.00" } },
        { "credit_low", account => account with { Balance = "-3.10" } },
    };

    public static readonly TheoryData<string, Func<TwilioNumber, TwilioNumber>, string?> Registrations = new()
    {
        { "a2p_missing", number => number, "PENDING" },
        { "registration_approved", number => number, "VERIFIED" },
        { "tollfree_unverified", number => number with { PhoneNumber = "+1888" + number.PhoneNumber[5..] }, null },
        { "registration_approved", number => number with { PhoneNumber = "+1888" + number.PhoneNumber[5..], TollfreeStatus = "TWILIO_APPROVED" }, null },
        { "registration_not_needed", number => number with { PhoneNumber = "+4915" + number.PhoneNumber[3..] }, null },
        { "number_without_mms", number => number with { Mms = false }, null },
    };

    [Theory]
    [MemberData(nameof(BadAccounts))]
    public async Task An_account_that_can_not_be_used_ends_the_connection_with_its_reason(
        string code, Func<TwilioAccount, TwilioAccount> account)
    {
        await using var stage = await ConnectStage.StartAsync(account);
        var before = stage.NumberAtTwilio;

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(code, attempt.EndCode);
        Assert.Equal(code, Assert.Single(attempt.Steps).Code);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public async Task A_number_that_can_not_be_used_ends_the_connection_with_its_reason(
        string code, Func<TwilioNumber, TwilioNumber> number)
    {
        await using var stage = await ConnectStage.StartAsync();
        stage.Twilio.World.SetNumber(number(stage.NumberAtTwilio));
        var before = stage.NumberAtTwilio;

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(code, attempt.EndCode);
        await stage.AssertNothingIsLeftAsync(key, before);
    }

    [Theory]
    [MemberData(nameof(GoodAccounts))]
    public async Task What_the_owner_should_know_of_the_account_is_told_and_does_not_end_it(
        string code, Func<TwilioAccount, TwilioAccount> account)
    {
        await using var stage = await ConnectStage.StartAsync(account);

        var (_, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.Connected, attempt.EndCode);
        Assert.Contains(attempt.Steps, step => step.Code == code);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Registrations_and_missing_abilities_are_told_and_do_not_end_it(
        string code, Func<TwilioNumber, TwilioNumber> number, string? campaign)
    {
        await using var stage = await ConnectStage.StartAsync(number: number, options: options => campaign is null ? options : options with
        {
            Services = [Service with { UseInboundWebhookOnNumber = true, CampaignStatus = campaign }],
        });

        var (_, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.Connected, attempt.EndCode);
        Assert.Contains(attempt.Steps, step => step.Code == code);
    }

    [Theory]
    [InlineData("https://service.example.com/in")]
    [InlineData(null)]
    public async Task A_messaging_service_that_takes_the_texts_is_asked_about_and_put_back_at_disconnection(string? url)
    {
        await using var stage = await ConnectStage.StartAsync(options: options => options with
        {
            Services = [Service with { InboundRequestUrl = url }],
        });
        var before = stage.NumberAtTwilio;
        var key = await stage.AddAsync();
        stage.AnswerWhenAsked(key, ConnectTwilio.Yes);
        await stage.Flows.RunAllAsync();
        Assert.Equal(ConnectionEnds.Connected, (await stage.AttemptAsync(key)).EndCode);
        Assert.True(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_number_is_connected_once_over_all_locations_and_nobody_is_told_whose_it_is()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (first, _) = await stage.ConnectAsync();
        await using var other = await ConnectStage.StartAsync(number: number => number with { PhoneNumber = stage.Number });

        var (_, elsewhere) = await other.ConnectAsync();
        var (second, here) = await stage.ConnectAsync("Other name");

        Assert.Equal("number_connected_elsewhere", elsewhere.EndCode);
        Assert.DoesNotContain(elsewhere.Steps, step => step.Detail?.Contains("Support", StringComparison.Ordinal) == true);
        Assert.Equal("number_connected_here", here.EndCode);
        Assert.Null(await stage.AccountAsync(second));
        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(first))!.StateCode);
    }

    [Fact]
    public async Task A_number_that_was_given_back_can_be_connected_elsewhere()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        await using var other = await ConnectStage.StartAsync(number: number => number with { PhoneNumber = stage.Number });

        var (_, elsewhere) = await other.ConnectAsync();
        await stage.ReconnectAsync(key);

        Assert.Equal(ConnectionEnds.Connected, elsewhere.EndCode);
        Assert.Equal("number_connected_elsewhere", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    private static TwilioService Service { get; } = new()
    {
        Sid = ServiceSid,
        AccountSid = TestProduct.AccountSid,
        FriendlyName = "Pool",
        NumberSids = [ConnectStage.NumberSid],
    };
}
