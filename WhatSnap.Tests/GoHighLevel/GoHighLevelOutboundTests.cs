using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>The provider's Delivery URL: who may post, what is taken, and that a repeat has no effect.</summary>
public sealed class GoHighLevelOutboundTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Theory]
    [InlineData("flipped byte")]
    [InlineData("other key")]
    [InlineData("written again")]
    [InlineData("missing")]
    [InlineData("N/A")]
    [InlineData("twice")]
    public async Task Without_the_right_signature_a_message_is_refused_and_leaves_nothing(string kind)
    {
        await using var stage = await OutboundStage.StartAsync();
        using var stranger = new WebhookSender();
        var body = Body(stage);
        var right = stage.Crm.Webhooks.Sign(body);
        (byte[] Body, string[] Signatures) sent = kind switch
        {
            "flipped byte" => ([.. body[..20], (byte)(body[20] ^ 1), .. body[21..]], [right]),
            "other key" => (body, [stranger.Sign(body)]),
            "written again" => (JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(body), Indented), [right]),
            "missing" => (body, []),
            "N/A" => (body, ["N/A"]),
            _ => (body, [right, right]),
        };

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(stage, sent.Body, sent.Signatures));

        Assert.Equal(0, stage.Product.Queue.Count);
    }

    [Fact]
    public async Task A_replayed_message_is_answered_with_success_and_has_no_effect()
    {
        await using var stage = await OutboundStage.StartAsync();
        var body = Body(stage);

        var answers = new List<HttpStatusCode>();
        for (var times = 0; times < 3; times++)
        {
            answers.Add(await PostAsync(stage, body, stage.Crm.Webhooks.Sign(body)));
            await stage.RunAsync();
        }

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer));
        Assert.Single(stage.Sent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"locationId\":1}")]
    [InlineData("no contact")]
    [InlineData("no message id")]
    [InlineData("e-mail")]
    [InlineData("location without WhatSnap")]
    public async Task What_can_not_be_sent_is_refused_with_a_reason_and_leaves_nothing(string kind)
    {
        await using var stage = await OutboundStage.StartAsync();
        var body = kind switch
        {
            "no contact" => Body(stage, without: "contactId"),
            "no message id" => Body(stage, without: "messageId"),
            "e-mail" => Body(stage, type: "Email"),
            "location without WhatSnap" => Body(stage, location: "locationOfNobody0001"),
            _ => Encoding.UTF8.GetBytes(kind),
        };

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(stage, body, stage.Crm.Webhooks.Sign(body)));

        Assert.Equal(0, stage.Product.Queue.Count);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var stage = await OutboundStage.StartAsync();
        var body = new byte[(256 * 1024) + 1];

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(stage, body, stage.Crm.Webhooks.Sign(body)));
    }

    [Fact]
    public async Task What_the_product_keeps_of_a_message_that_went_out_is_neither_its_text_nor_its_number()
    {
        await using var stage = await OutboundStage.StartAsync();
        var id = await stage.WriteAsync(stage.SalesContact(), "secret words");
        await stage.RunAsync();

        var kept = JsonSerializer.Serialize(await stage.LinkAsync(id));

        Assert.DoesNotContain("secret words", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(TestProduct.Customer(1)[2..], kept, StringComparison.Ordinal);
        Assert.Empty((await stage.Product.Get<LaneTable>().ReadAsync(
            LaneId.To(stage.Product.LocationId, stage.Crm.Contacts.Single().Id), CancellationToken.None)).Pending);
    }

    private static byte[] Body(OutboundStage stage, string type = "SMS", string? location = null, string? without = null)
    {
        var contact = stage.SalesContact();
        var body = new JsonObject
        {
            ["contactId"] = contact.Id,
            ["locationId"] = location ?? stage.Product.LocationId,
            ["messageId"] = "message0000000000001",
            ["type"] = type,
            ["phone"] = contact.Phone,
            ["message"] = "Hello",
            ["attachments"] = new JsonArray(),
        };
        if (without is not null) body.Remove(without);
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static async Task<HttpStatusCode> PostAsync(OutboundStage stage, byte[] body, params string[] signatures)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.GoHighLevelOutbound) { Content = new ByteArrayContent(body) };
        if (signatures.Length > 0) request.Headers.TryAddWithoutValidation("X-GHL-Signature", signatures);
        using var answer = await stage.Door.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
