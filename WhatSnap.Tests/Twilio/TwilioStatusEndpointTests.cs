using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Simulators;

namespace WhatSnap.Tests.Twilio;

/// <summary>Status callbacks: who may tell what of which message.</summary>
public sealed class TwilioStatusEndpointTests
{
    private const string Sid = "SM00000000000000000000000000000009";

    [Theory]
    [InlineData("other token")]
    [InlineData("other message")]
    [InlineData("other account")]
    [InlineData("none")]
    public async Task Without_a_signature_of_the_account_for_this_message_nothing_changes(string kind)
    {
        await using var stage = await OutboundStage.StartAsync();
        var id = await QueuedAsync(stage);
        var url = UrlOf(stage, stage.Product.HookKey, id);
        var form = Form(stage, "delivered");
        if (kind == "other account") form["AccountSid"] = "AC99999999999999999999999999999999";
        var signature = kind switch
        {
            "other token" => Convert.ToBase64String(new byte[20]),
            "other message" => Sign(UrlOf(stage, stage.Product.HookKey, "message0000000000002"), form),
            "none" => null,
            _ => Sign(url, form),
        };

        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(stage, url, form, signature));

        Assert.Equal(SendStates.Queued, (await stage.LinkAsync(id)).State);
    }

    [Fact]
    public async Task Another_account_of_the_location_can_not_tell_of_a_message_that_it_did_not_send()
    {
        await using var stage = await OutboundStage.StartAsync();
        var support = await stage.AddSupportAsync();
        var id = await QueuedAsync(stage);
        var url = UrlOf(stage, HookTable.KeyOf(support.Twilio!.HookUrl), id);
        var form = Form(stage, "delivered");

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(stage, url, form, Sign(url, form)));

        Assert.Equal(SendStates.Queued, (await stage.LinkAsync(id)).State);
    }

    [Fact]
    public async Task A_callback_of_a_second_life_or_with_an_unknown_word_changes_nothing()
    {
        await using var stage = await OutboundStage.StartAsync();
        var id = await QueuedAsync(stage);
        var url = UrlOf(stage, stage.Product.HookKey, id);
        var foreign = Form(stage, "delivered");
        foreign["MessageSid"] = Sid;
        var word = Form(stage, "something new");

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(stage, url, foreign, Sign(url, foreign)));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(stage, url, word, Sign(url, word)));

        Assert.Equal(SendStates.Queued, (await stage.LinkAsync(id)).State);
    }

    [Fact]
    public async Task Callbacks_in_any_order_and_twice_end_in_the_highest_state()
    {
        await using var stage = await OutboundStage.StartAsync();
        var id = await QueuedAsync(stage);
        var url = UrlOf(stage, stage.Product.HookKey, id);
        foreach (var status in (string[])["delivered", "sent", "delivered", "sending", "undelivered"])
        {
            var form = Form(stage, status);
            Assert.Equal(HttpStatusCode.NoContent, await PostAsync(stage, url, form, Sign(url, form)));
        }

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(SendStates.Delivered, (await stage.LinkAsync(id)).State);
        Assert.Equal(["pending", "delivered"], stage.Crm.Message(id)!.Statuses.Select(status => status.Status).Distinct());
    }

    [Fact]
    public async Task A_callback_for_an_unknown_address_or_message_is_harmless()
    {
        await using var stage = await OutboundStage.StartAsync();
        await QueuedAsync(stage);
        var unknownKey = UrlOf(stage, new string('0', 32), "message0000000000001");
        var unknownMessage = UrlOf(stage, stage.Product.HookKey, "message0000000000009");
        var form = Form(stage, "delivered");

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(stage, unknownKey, form, Sign(unknownKey, form)));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(stage, unknownMessage, form, Sign(unknownMessage, form)));
    }

    /// <summary>A message that Twilio has and says nothing more of.</summary>
    private static async Task<string> QueuedAsync(OutboundStage stage)
    {
        stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.StaysQueued);
        var id = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.RunAsync();
        return id;
    }

    private static Dictionary<string, string> Form(OutboundStage stage, string status) => new()
    {
        ["AccountSid"] = TestProduct.AccountSid,
        ["MessageSid"] = stage.Sent[0].Sid,
        ["MessageStatus"] = status,
        ["To"] = TestProduct.Customer(1),
    };

    private static string UrlOf(OutboundStage stage, string key, string sendingId) =>
        new Uri(stage.Door.Address, Routes.TwilioStatusOf(key, sendingId)).ToString();

    private static string Sign(string url, Dictionary<string, string> form) =>
        TwilioSendStage.SignatureOf(url, form, TestProduct.AuthToken);

    private static async Task<HttpStatusCode> PostAsync(
        OutboundStage stage, string url, Dictionary<string, string> form, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        if (signature is not null) request.Headers.Add("X-Twilio-Signature", signature);
        using var answer = await stage.Door.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
