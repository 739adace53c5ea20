using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioRoutingTests
{
    private static readonly TwilioService Service = new()
    {
        Sid = "MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        AccountSid = TwilioStage.AccountSid,
        NumberSids = [TwilioStage.NumberSid],
    };

    [Fact]
    public async Task A_service_that_does_not_leave_it_to_the_number_gets_its_texts()
    {
        await using var receiver = await WebhookReceiver.StartAsync(path => path == "/service" ? 500 : 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("number"));
        stage.World.SetService(Service with
        {
            InboundRequestUrl = receiver.Url("service"),
            FallbackUrl = receiver.Url("fallback"),
        });

        var result = await stage.TextAsync("hello");

        Assert.Equal(["/service", "/fallback"], receiver.Received.Select(webhook => webhook.Path));
        Assert.All(receiver.Received, webhook => Assert.Equal(Service.Sid, webhook.Form["MessagingServiceSid"]));
        Assert.True(result.FallbackUsed);
    }

    [Fact]
    public async Task A_service_that_leaves_it_to_the_number_is_named_in_the_webhook()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("number"));
        stage.World.SetService(Service with { UseInboundWebhookOnNumber = true, InboundRequestUrl = receiver.Url("service") });

        await stage.TextAsync("hello");

        var webhook = Assert.Single(receiver.Received);
        Assert.Equal(("/number", Service.Sid), (webhook.Path, webhook.Form["MessagingServiceSid"]));
    }

    [Fact]
    public async Task A_service_without_an_address_drops_texts_without_a_trace()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("number"));
        stage.World.SetService(Service);

        var result = await stage.TextAsync("hello");

        Assert.NotNull(result.Error);
        Assert.Empty(receiver.Received);
        var list = await stage.GetAsync(TwilioStage.AccountPath + "/Messages.json");
        Assert.Equal(0, list.Body.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task A_lost_webhook_leaves_the_text_in_the_list_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(
            receiver.Url("number"), faults: new TwilioFaults { LostWebhooks = true });

        var text = await stage.TextAsync("hello", new TwilioMediaContent("image/png", [1]));

        Assert.Empty(receiver.Received);
        var list = await stage.GetAsync(TwilioStage.AccountPath + "/Messages.json");
        Assert.Equal([text.Sid], list.Body.GetProperty("messages").Texts("sid"));
        var media = await stage.GetAsync($"{TwilioStage.AccountPath}/Messages/{text.Sid}/Media.json");
        Assert.Equal(["image/png"], media.Body.GetProperty("media_list").Texts("content_type"));
    }
}
