using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioSendTests
{
    private const string OtherAccount = "ACdddddddddddddddddddddddddddddddd";
    private const string Service = "MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Fact]
    public async Task A_message_is_taken_with_its_segments_and_an_RFC_2822_date()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 9, 8, 7, 654, TimeSpan.Zero));
        await using var stage = await TwilioStage.StartAsync(time: time);

        var answer = await stage.SendTextAsync(("Body", new string('a', 161)));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Matches("^SM[0-9a-f]{32}$", answer.Body.Text("sid"));
        Assert.Equal(("queued", "outbound-api", "2"), (answer.Body.Text("status"), answer.Body.Text("direction"), answer.Body.Text("num_segments")));
        Assert.Equal("Tue, 03 Nov 2026 09:08:07 +0000", answer.Body.Text("date_created"));
        Assert.Null(answer.Body.Text("date_sent"));
        Assert.Equal((TwilioStage.Business, TwilioStage.Customer), (answer.Body.Text("from"), answer.Body.Text("to")));
    }

    [Fact]
    public async Task A_message_with_files_is_an_MM_and_names_them_in_order()
    {
        await using var stage = await TwilioStage.StartAsync();

        var answer = await stage.SendTextAsync(
            ("Body", "-"), ("MediaUrl", "https://a.example/1.png"), ("MediaUrl", "https://a.example/2.png"));

        Assert.Matches("^MM[0-9a-f]{32}$", answer.Body.Text("sid"));
        Assert.Equal("2", answer.Body.Text("num_media"));
        Assert.Equal(["https://a.example/1.png", "https://a.example/2.png"], stage.World.Sent.Single().Message.MediaUrls);
    }

    [Fact]
    public async Task A_message_through_a_service_is_accepted_before_its_sender_is_chosen()
    {
        await using var stage = await TwilioStage.StartAsync();
        SetService(stage);

        var answer = await stage.SendTextAsync(("From", "-"), ("MessagingServiceSid", Service));
        await stage.World.WhenSendsAreDoneAsync();

        Assert.Equal(("accepted", null, "0"), (answer.Body.Text("status"), answer.Body.Text("from"), answer.Body.Text("num_segments")));
        var sent = stage.World.Sent.Single();
        Assert.Equal(["accepted", "queued", "sending", "sent", "delivered"], sent.Statuses.Select(status => status.Status));
        Assert.Equal(TwilioStage.Business, sent.Message.From);
    }

    public static TheoryData<string, string, int> Refused => new()
    {
        { "To", "-", 21604 },
        { "To", "4155550100", 21211 },
        { "To", "+1415x", 21211 },
        { "To", TwilioStage.Business, 21211 },
        { "From", "-", 21603 },
        { "From", "nobody", 21212 },
        { "From", "+19995550100", 21659 },
        { "MessagingServiceSid", Service, 21701 },
        { "Body", "-", 21602 },
        { "Body", new string('a', 1601), 21617 },
        { "MediaUrl", "nowhere", 21620 },
        { "StatusCallback", "nowhere", 21609 },
        { "StatusCallback", "https://a_b.example/status", 21609 },
        { "ValidityPeriod", "0", 20001 },
        { "ValidityPeriod", "36001", 20001 },
        { "SmartEncoded", "maybe", 20001 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_Twilio_refuses_is_refused_with_its_code(string name, string value, int code)
    {
        await using var stage = await TwilioStage.StartAsync();

        var answer = await stage.SendTextAsync((name, value));

        AssertRefused(answer, code);
        Assert.Empty(stage.World.Sent);
    }

    [Theory]
    [InlineData("ValidityPeriod", "1")]
    [InlineData("ValidityPeriod", "36000")]
    [InlineData("SmartEncoded", "false")]
    [InlineData("StatusCallback", "")]
    public async Task What_is_at_the_edge_is_taken(string name, string value)
    {
        await using var stage = await TwilioStage.StartAsync();

        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync(("Body", new string('a', 1600)), (name, value))).Status);
    }

    [Fact]
    public async Task Ten_files_are_taken_and_eleven_refused()
    {
        await using var stage = await TwilioStage.StartAsync();
        var files = Enumerable.Range(0, 11).Select(number => ("MediaUrl", $"https://a.example/{number}")).ToArray();

        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync(files[..10])).Status);
        AssertRefused(await stage.SendTextAsync(files), 21623);
    }

    [Fact]
    public async Task A_number_without_texts_or_of_another_account_cannot_send()
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Number = stage.Number with { Sms = false };
        AssertRefused(await stage.SendTextAsync(), 21606);

        stage.Number = stage.Number with { Sms = true, AccountSid = OtherAccount };
        AssertRefused(await stage.SendTextAsync(), 21660);
    }

    [Fact]
    public async Task A_service_without_a_number_that_can_send_is_21703()
    {
        await using var stage = await TwilioStage.StartAsync();
        SetService(stage);
        stage.Number = stage.Number with { Sms = false };

        AssertRefused(await stage.SendTextAsync(("From", "-"), ("MessagingServiceSid", Service)), 21703);
    }

    [Fact]
    public async Task A_country_that_is_switched_off_is_21408()
    {
        await using var stage = await TwilioStage.StartAsync();
        SetAccount(stage, account => account with { BlockedCountries = ["+44"] });

        AssertRefused(await stage.SendTextAsync(("To", "+447700900123")), 21408);
        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync()).Status);
    }

    [Fact]
    public async Task A_trial_account_may_text_verified_numbers_alone()
    {
        await using var stage = await TwilioStage.StartAsync();
        SetAccount(stage, account => account with { Type = "Trial" });
        AssertRefused(await stage.SendTextAsync(), 21608);

        SetAccount(stage, account => account with { VerifiedNumbers = [TwilioStage.Customer] });
        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync()).Status);
    }

    [Theory]
    [InlineData(21612)]
    [InlineData(21614)]
    [InlineData(21611)]
    public async Task A_phone_can_be_made_unreachable(int code)
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.World.SetOutcome(TwilioStage.Customer, TwilioOutcome.Refused(code));

        AssertRefused(await stage.SendTextAsync(), code);
        stage.World.SetOutcome(TwilioStage.Customer, null);

        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync()).Status);
    }

    [Fact]
    public async Task Wrong_credentials_send_nothing()
    {
        await using var stage = await TwilioStage.StartAsync();
        var form = new FormUrlEncodedContent(
            [new("To", TwilioStage.Customer), new("From", TwilioStage.Business), new("Body", "hello")]);

        var answer = await stage.SendAsync(HttpMethod.Post, TwilioSendStage.Messages, form, password: "wrong");

        Assert.Equal((HttpStatusCode.Unauthorized, 20003), (answer.Status, answer.Body.GetProperty("code").GetInt32()));
        Assert.Empty(stage.World.Sent);
    }

    [Theory]
    [InlineData("STOP", "START")]
    [InlineData("stop", "yes")]
    [InlineData(" Unsubscribe ", "UNSTOP")]
    [InlineData("STOPALL", "start")]
    [InlineData("CANCEL", "Start")]
    [InlineData("END", "Yes")]
    [InlineData("QUIT", "Unstop")]
    public async Task Who_texts_STOP_gets_nothing_until_START(string stop, string start)
    {
        await using var stage = await TwilioStage.StartAsync();
        await stage.TextAsync(stop);
        Assert.True(stage.World.IsOptedOut(TwilioStage.Business, TwilioStage.Customer));
        AssertRefused(await stage.SendTextAsync(), 21610);
        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync(("To", "+14155550101"))).Status);

        await stage.TextAsync(start);
        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync()).Status);
    }

    [Theory]
    [InlineData("stop please", "local")]
    [InlineData("QUIT", "toll-free")]
    public async Task Other_words_stop_nothing(string words, string type)
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Number = stage.Number with { Type = type };
        await stage.TextAsync(words);

        Assert.Equal(HttpStatusCode.Created, (await stage.SendTextAsync()).Status);
    }

    [Fact]
    public async Task STOP_to_one_number_of_a_service_holds_for_the_service()
    {
        await using var stage = await TwilioStage.StartAsync();
        SetService(stage);
        await stage.TextAsync("STOP");

        AssertRefused(await stage.SendTextAsync(("From", "-"), ("MessagingServiceSid", Service)), 21610);
        AssertRefused(await stage.SendTextAsync(), 21610);
    }

    [Fact]
    public async Task Smart_encoding_makes_typographic_characters_plain()
    {
        await using var stage = await TwilioStage.StartAsync();
        var text = string.Concat(Enumerable.Repeat("“It’s”", 20));

        Assert.Equal("2", (await stage.SendTextAsync(("Body", text))).Body.Text("num_segments"));
        var encoded = await stage.SendTextAsync(("Body", text), ("SmartEncoded", "true"));

        Assert.Equal("1", encoded.Body.Text("num_segments"));
        Assert.StartsWith("\"It's\"", encoded.Body.Text("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_call_is_a_second_message()
    {
        await using var stage = await TwilioStage.StartAsync();

        var first = await stage.SendTextAsync();
        var second = await stage.SendTextAsync();

        Assert.NotEqual(first.Body.Text("sid"), second.Body.Text("sid"));
        Assert.Equal(2, stage.World.Sent.Count);
        Assert.Equal(2, stage.World.CountOf(TwilioCallName.SendMessage));
    }

    [Fact]
    public async Task What_was_sent_is_in_the_list_of_its_day_and_read_by_its_sid()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero));
        await using var stage = await TwilioStage.StartAsync(time: time);
        await stage.TextAsync("in");
        await stage.SendTextAsync(("Body", "out"));
        await stage.SendTextAsync(("To", "+14155550101"), ("Body", "other"));
        await stage.World.WhenSendsAreDoneAsync();

        var query = $"?To={Uri.EscapeDataString(TwilioStage.Customer)}&From={Uri.EscapeDataString(TwilioStage.Business)}&DateSent%3E=";
        var today = (await stage.GetAsync($"{TwilioSendStage.Messages}{query}2026-11-03")).Body.GetProperty("messages");
        var tomorrow = (await stage.GetAsync($"{TwilioSendStage.Messages}{query}2026-11-04")).Body.GetProperty("messages");

        Assert.Equal(["out"], today.Texts("body"));
        Assert.Equal(0, tomorrow.GetArrayLength());
        var one = (await stage.GetAsync($"{TwilioStage.AccountPath}/Messages/{today[0].Text("sid")}.json")).Body;
        Assert.Equal(("delivered", "Tue, 03 Nov 2026 12:00:00 +0000"), (one.Text("status"), one.Text("date_sent")));
    }

    private static void AssertRefused(Exchange answer, int code)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        var (number, body) = (code.ToString(CultureInfo.InvariantCulture), answer.Body);
        Assert.Equal(["code", "message", "more_info", "status"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal((code, 400), (body.GetProperty("code").GetInt32(), body.GetProperty("status").GetInt32()));
        Assert.Equal("https://www.twilio.com/docs/errors/" + number, body.Text("more_info"));
    }

    private static void SetService(TwilioStage stage) => stage.World.SetService(new TwilioService
    {
        Sid = Service,
        AccountSid = TwilioStage.AccountSid,
        NumberSids = [TwilioStage.NumberSid],
        UseInboundWebhookOnNumber = true,
    });

    private static void SetAccount(TwilioStage stage, Func<TwilioAccount, TwilioAccount> change) =>
        stage.World.SetAccount(change(stage.World.Accounts.Single()));
}
