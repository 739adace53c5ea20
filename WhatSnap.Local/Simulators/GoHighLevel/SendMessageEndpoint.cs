using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>POST /conversations/messages: sends as a person would, but with the source "api" and without a user.</summary>
internal sealed class SendMessageEndpoint(GoHighLevelWorld world)
{
    private static readonly BodyShape Shape = new(
        new BodyMember("type", BodyKind.Text, Required: true)
        {
            Values = ["SMS", "RCS", "Email", "WhatsApp", "IG", "FB", "Custom", "Live_Chat", "TIKTOK"],
        },
        new BodyMember("contactId", BodyKind.Text, Required: true),
        new BodyMember("message", BodyKind.Text),
        new BodyMember("attachments", BodyKind.Texts),
        new BodyMember("conversationProviderId", BodyKind.Text),
        new BodyMember("fromNumber", BodyKind.Text),
        new BodyMember("toNumber", BodyKind.Text),
        new BodyMember("replyMessageId", BodyKind.Text),
        new BodyMember("subType", BodyKind.Text),
        new BodyMember("status", BodyKind.Text) { Values = ["delivered", "failed", "pending", "read"] });

    public GoHighLevelAnswer Send(GoHighLevelCall call, LocationState state)
    {
        Shape.Demand(call.Body);
        var contact = Access.DemandContact(world, state, call.BodyText("contactId")!);
        _ = call.Body.TryGetProperty("attachments", out var list);
        var attachments = ContactChange.Texts(list).ToList();
        var text = call.BodyText("message") ?? "";
        if (text.Length == 0 && attachments.Count == 0)
            throw GoHighLevelRefusal.Unprocessable("There is no message or attachments");

        var provider = call.BodyText("conversationProviderId");
        var isKnown = provider is null || provider == world.App.ConversationProviderId
            || state.Location.ConversationProviderIds.Contains(provider);
        if (!isKnown) throw GoHighLevelRefusal.BadRequest("Invalid conversationProviderId");

        var written = new WrittenMessage(text)
        {
            Attachments = attachments,
            Source = "api",
            Type = call.BodyText("type")!,
            ProviderId = provider,
        };
        var message = new OutboundMessages(world).Write(state, contact, written);
        return GoHighLevelAnswer.Created(new JsonObject
        {
            ["conversationId"] = message.ConversationId,
            ["messageId"] = message.Id,
            ["status"] = message.Status,
            ["msg"] = "Message queued successfully.",
        });
    }
}
