using System.Net;
using System.Text.RegularExpressions;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioWebhookTests
{
    [Fact]
    public async Task A_text_is_posted_with_every_field_and_a_right_signature()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in?a=1"));

        var result = await stage.TextAsync("héllo 👍 + & = %");

        Assert.Equal((1, 200, false), (result.Attempts, result.Status, result.FallbackUsed));
        Assert.Equal(("text/xml", "<Response/>"), (result.ContentType, result.Body));
        Assert.Matches("^SM[0-9a-f]{32}$", result.Sid);
        var webhook = Assert.Single(receiver.Received);
        Assert.Equal(("POST", "/in", "?a=1"), (webhook.Method, webhook.Path, webhook.Query));
        Assert.Equal(
            [
                "AccountSid", "ApiVersion", "Body", "From", "FromCity", "FromCountry", "FromState", "FromZip",
                "MessageSid", "NumMedia", "NumSegments", "SmsMessageSid", "SmsSid", "SmsStatus",
                "To", "ToCity", "ToCountry", "ToState", "ToZip",
            ],
            webhook.Form.Keys.Order(StringComparer.Ordinal));
        var form = webhook.Form;
        Assert.Equal("héllo 👍 + & = %", form["Body"]);
        Assert.All(["MessageSid", "SmsSid", "SmsMessageSid"], name => Assert.Equal(result.Sid, form[name]));
        Assert.Equal((TwilioStage.Customer, TwilioStage.Business), (form["From"], form["To"]));
        Assert.Equal(("received", "0", "2010-04-01"), (form["SmsStatus"], form["NumMedia"], form["ApiVersion"]));
        Assert.True(webhook.IsSignedFor(receiver.Url("/in?a=1")));
        Assert.Equal("TwilioProxy/1.1", webhook.Headers.UserAgent.ToString());
        Assert.NotEqual("", webhook.Token);
    }

    [Fact]
    public async Task A_picture_is_named_by_its_address_at_the_api()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in"));

        var result = await stage.TextAsync("", new("image/png", [1]), new("audio/ogg", [2]));

        Assert.Matches("^MM[0-9a-f]{32}$", result.Sid);
        var form = Assert.Single(receiver.Received).Form;
        Assert.Equal(("", "2"), (form["Body"], form["NumMedia"]));
        Assert.Equal(("image/png", "audio/ogg"), (form["MediaContentType0"], form["MediaContentType1"]));
        var prefix = Regex.Escape(stage.Address.ToString().TrimEnd('/') + TwilioStage.AccountPath);
        Assert.Matches($"^{prefix}/Messages/{result.Sid}/Media/ME[0-9a-f]{{32}}$", form["MediaUrl1"]);
    }

    [Fact]
    public async Task A_500_is_not_tried_again_but_goes_to_the_fallback()
    {
        await using var receiver = await WebhookReceiver.StartAsync(path => path == "/in" ? 500 : 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in#tt=9000"), receiver.Url("/fallback"));

        var result = await stage.TextAsync("hello");

        Assert.Equal((2, 200, true), (result.Attempts, result.Status, result.FallbackUsed));
        Assert.Null(result.ErrorCode);
        Assert.Equal(["/in", "/fallback"], receiver.Received.Select(webhook => webhook.Path));
        var fallback = receiver.Received[1];
        Assert.Equal(("11200", receiver.Url("/in")), (fallback.Form["ErrorCode"], fallback.Form["ErrorUrl"]));
        Assert.Equal(result.Sid, fallback.Form["MessageSid"]);
        Assert.True(fallback.IsSignedFor(receiver.Url("/fallback")));
    }

    [Fact]
    public async Task Without_a_fallback_the_failure_is_told()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 403);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in"));

        var result = await stage.TextAsync("hello");

        Assert.Equal((1, 403, 11200), (result.Attempts, result.Status, result.ErrorCode));
        Assert.Equal("The webhook was answered 403.", result.Error);
        Assert.Equal(result, stage.World.Texts.Single().Result);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("#rc=0", 1)]
    [InlineData("#rc=3", 4)]
    [InlineData("#rc=6", 2)]
    [InlineData("#rc=3&rp=5xx", 1)]
    [InlineData("#rc=2&rp=all", 3)]
    public async Task A_failed_connection_is_tried_as_often_as_the_address_says(string fragment, int attempts)
    {
        await using var stage = await TwilioStage.StartAsync(await WebhookReceiver.DeadUrlAsync() + fragment);

        var result = await stage.TextAsync("hello");

        Assert.Equal((attempts, (int?)null, 11205), (result.Attempts, result.Status, result.ErrorCode));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("#rc=2&rp=5xx", 3)]
    [InlineData("#rc=2&rp=ct,rt,5xx", 3)]
    [InlineData("#rc=2&rp=4xx", 1)]
    public async Task A_500_is_tried_again_only_if_the_address_says_so(string fragment, int attempts)
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 500);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in") + fragment);

        Assert.Equal(attempts, (await stage.TextAsync("hello")).Attempts);

        Assert.Equal(attempts, receiver.Received.Count);
        Assert.Single(receiver.Received.Select(webhook => webhook.Token).Distinct());
        Assert.All(receiver.Received, webhook => Assert.True(webhook.IsSignedFor(receiver.Url("/in"))));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var receiver = await WebhookReceiver.StartAsync(path => path == "/in" ? 307 : 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in"));

        var result = await stage.TextAsync("hello");

        Assert.Equal((1, 307, 11200), (result.Attempts, result.Status, result.ErrorCode));
        Assert.Equal("/in", Assert.Single(receiver.Received).Path);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_a_read_failure()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => (int?)null);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in"));

        var result = await stage.TextAsync("hello");

        Assert.Equal((1, (int?)null, 11200), (result.Attempts, result.Status, result.ErrorCode));
    }

    [Fact]
    public async Task A_number_with_an_application_or_without_an_address_calls_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync();

        Assert.Equal(0, (await stage.TextAsync("no address")).Attempts);
        stage.Number = stage.Number with
        {
            SmsUrl = receiver.Url("/in"),
            SmsApplicationSid = "APcccccccccccccccccccccccccccccccc",
        };
        Assert.Equal(0, (await stage.TextAsync("application")).Attempts);

        Assert.Empty(receiver.Received);
        Assert.Equal(2, stage.World.Messages.Count);
    }

    [Fact]
    public async Task A_GET_webhook_carries_and_signs_its_fields_in_the_query()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in"));
        stage.Number = stage.Number with { SmsMethod = "GET" };

        await stage.TextAsync("hello there");

        var webhook = Assert.Single(receiver.Received);
        Assert.Equal("GET", webhook.Method);
        Assert.Contains("Body=hello%20there", webhook.Query, StringComparison.Ordinal);
        Assert.True(webhook.IsSignedFor(receiver.Url("/in") + webhook.Query));
    }

    [Fact]
    public async Task A_number_of_nobody_cannot_be_texted()
    {
        await using var stage = await TwilioStage.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => stage.World.TextAsync(TwilioStage.Customer, "+19995550100", "hello"));
    }

    [Fact]
    public async Task The_page_sends_texts_through_the_control_endpoint()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in"));
        var page = await stage.GetAsync("/");

        const string path = "/_sim/text";
        var answer = await stage.SendAsync(HttpMethod.Post, path, new StringContent($$"""
            {"from":"{{TwilioStage.Customer}}","to":"{{TwilioStage.Business}}","body":"hi",
             "media":[{"contentType":"image/png","base64":"AQID"}]}
            """));
        var refused = await stage.SendAsync(HttpMethod.Post, path, new StringContent("""{"from":"a","to":"b"}"""));

        Assert.Contains(path, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", page.Text, StringComparison.Ordinal);
        Assert.Equal(200, answer.Body.GetProperty("status").GetInt32());
        Assert.Equal([1, 2, 3], stage.World.Messages.Single().Media.Single().Content);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        var state = (await stage.GetAsync("/_sim/state")).Body;
        Assert.Equal("hi", state.GetProperty("texts")[0].GetProperty("body").GetString());
    }
}
