using System.Net;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using SimulatedFile = WhatSnap.Local.Simulators.Twilio.TwilioMedia;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioMessagesTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);
    private const string List = TwilioApiStage.Api + "/Messages.json?To=%2B15005550100&DateSent%3E=2026-11-22&PageSize=1000";

    [Fact]
    public async Task What_the_number_received_since_that_day_is_listed()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        var received = Keep(stage, "one", Since);
        Keep(stage, "too old", Since.AddDays(-1));
        Keep(stage, "sent by us to ourselves", Since, text => text with { Direction = "outbound-api", Status = "delivered" });
        Keep(stage, "for another number", Since, text => text with { To = "+15005550199" });
        Keep(stage, "not all here yet", Since, text => text with { Status = "receiving" });

        var message = Assert.Single(await ListAsync(stage));

        Assert.Equal(new TwilioReceived(received.Sid, TestProduct.Customer(1), "one", 0, Since), message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"messages":null}""")]
    [InlineData("<html></html>")]
    [InlineData("")]
    public async Task An_answer_without_a_list_does_not_say_that_there_are_no_messages(string body)
    {
        const string sent = TwilioApiStage.Api + "/Messages.json?To=%2B15005551001&From=%2B15005550100&PageSize=50";
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, List, HttpStatusCode.OK, body).Answers(HttpMethod.Get, sent, HttpStatusCode.OK, body);
        await using var stage = TwilioApiStage.Of(script);
        _ = PhoneNumber.TryParse("+15005551001", out var customer);

        await Assert.ThrowsAsync<TwilioException>(() => ListAsync(stage));
        var failed = await Assert.ThrowsAsync<TwilioException>(() =>
            stage.Messages.ListSentAsync(TwilioApiStage.Credentials, TwilioApiStage.Number, customer, Since, CancellationToken.None));

        Assert.Equal(CallOutcome.MayStillRun, failed.Outcome);
    }

    [Fact]
    public async Task All_pages_are_listed()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        for (var index = 0; index < 2_100; index++) Keep(stage, $"{index}", Since.AddSeconds(index));

        var messages = await ListAsync(stage);

        Assert.Equal(Enumerable.Range(0, 2_100).Reverse().Select(index => $"{index}"), messages.Select(message => message.Body));
    }

    [Theory]
    [InlineData("Thu, 30 Jul 2015 20:00:00 +0000", "2015-07-30T20:00:00Z")]
    [InlineData("Thu, 30 Jul 2015 20:00:00 -0500", "2015-07-31T01:00:00Z")]
    [InlineData("Sun, 2 Aug 2015 03:04:05 +0000", "2015-08-02T03:04:05Z")]
    [InlineData("Thu, 30 Jul 2015 20:00:00 GMT", "2015-07-30T20:00:00Z")]
    public async Task Dates_are_read_as_RFC_2822(string text, string date)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, List, HttpStatusCode.OK, $$"""
            {"messages":[{"sid":"SM1","direction":"inbound","status":"received","from":"+15005551001","body":null,
              "num_media":"2","date_sent":"{{text}}"}],"next_page_uri":null}
            """);
        await using var stage = TwilioApiStage.Of(script);

        var message = Assert.Single(await ListAsync(stage));

        Assert.Equal((DateTimeOffset.Parse(date, null), "", 2), (message.DateSent, message.Body, message.NumMedia));
        Assert.Equal(TimeSpan.Zero, message.DateSent.Offset);
    }

    [Fact]
    public async Task A_message_without_a_date_of_sending_has_that_of_its_creation_and_one_without_any_is_left_out()
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, List, HttpStatusCode.OK, """
            {"messages":[
              {"sid":"SM1","direction":"inbound","from":"+1","date_sent":null,"date_created":"Thu, 30 Jul 2015 20:00:00 +0000"},
              {"sid":"SM2","direction":"inbound","from":"+1","date_sent":"yesterday"},
              {"sid":"","direction":"inbound","from":"+1","date_sent":"Thu, 30 Jul 2015 20:00:00 +0000"}]}
            """);
        await using var stage = TwilioApiStage.Of(script);

        Assert.Equal("SM1", Assert.Single(await ListAsync(stage)).Sid);
    }

    [Fact]
    public async Task A_list_that_is_too_long_is_a_failure_and_no_part_of_it_passes_for_the_whole()
    {
        const string path = "/2010-04-01/Accounts/" + TwilioApiStage.Sid + "/Messages.json";
        using var script = new ScriptedHttp();
        var address = List;
        for (var page = 1; page <= 50; page++)
        {
            script.Answers(HttpMethod.Get, address, HttpStatusCode.OK, $$"""{"messages":[],"next_page_uri":"{{path}}?Page={{page}}"}""");
            address = $"{TwilioApiStage.Api}/Messages.json?Page={page}";
        }

        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAsync<TwilioException>(() => ListAsync(stage));
    }

    [Fact]
    public async Task The_files_of_a_message_are_named_as_the_fetcher_wants_them()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        var kept = Keep(stage, "look", Since, text => text with
        {
            Sid = "MM00000000000000000000000000000001",
            Media = [new SimulatedFile("ME00000000000000000000000000000001", "image/png", [1])],
        });

        var file = Assert.Single(await stage.Messages.ListMediaAsync(TwilioApiStage.Credentials, kept.Sid, CancellationToken.None));

        var path = $"2010-04-01/Accounts/{TwilioApiStage.Sid}/Messages/{kept.Sid}/Media/ME00000000000000000000000000000001";
        Assert.Equal((new Uri(stage.Address, path).ToString(), "image/png"), (file.Url, file.ContentType));
    }

    private static Task<IReadOnlyList<TwilioReceived>> ListAsync(TwilioApiStage stage) => stage.Messages.ListInboundMessagesAsync(
        TwilioApiStage.Credentials, TwilioApiStage.Number, Since, CancellationToken.None);

    private static TwilioMessage Keep(
        TwilioApiStage stage, string body, DateTimeOffset sent, Func<TwilioMessage, TwilioMessage>? change = null)
    {
        var message = new TwilioMessage
        {
            Sid = TestProduct.NewSid(),
            AccountSid = TwilioApiStage.Sid,
            From = TestProduct.Customer(1),
            To = TestProduct.Number,
            Body = body,
            DateSent = sent,
        };
        message = change?.Invoke(message) ?? message;
        stage.World.Keep(message);
        return message;
    }
}
