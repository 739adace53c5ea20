using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>POST /conversations/messages/inbound: no idempotency, and "outbound" when no direction is sent.</summary>
internal sealed class InboundMessageEndpoint(GoHighLevelWorld world)
{
    private static readonly BodyShape Shape = new(
        new BodyMember("type", BodyKind.Text, Required: true) { Values = MessageTypes.Sendable },
        new BodyMember("attachments", BodyKind.Texts),
        new BodyMember("message", BodyKind.Text),
        new BodyMember("conversationId", BodyKind.Text),
        new BodyMember("contactId", BodyKind.Text),
        new BodyMember("conversationProviderId", BodyKind.Text),
        new BodyMember("html", BodyKind.Text),
        new BodyMember("subject", BodyKind.Text),
        new BodyMember("emailFrom", BodyKind.Text),
        new BodyMember("emailTo", BodyKind.Text),
        new BodyMember("emailCc", BodyKind.Texts),
        new BodyMember("emailBcc", BodyKind.Texts),
        new BodyMember("emailMessageId", BodyKind.Text),
        new BodyMember("altId", BodyKind.Text),
        new BodyMember("direction", BodyKind.Text) { Values = ["inbound", "outbound"] },
        new BodyMember("date", BodyKind.Date),
        new BodyMember("call", BodyKind.Object)
        {
            Shape = new BodyShape(
                new BodyMember("to", BodyKind.Text),
                new BodyMember("from", BodyKind.Text),
                new BodyMember("status", BodyKind.Text)
                {
                    Values =
                    [
                        "pending", "completed", "answered", "busy", "no-answer", "failed", "canceled", "voicemail",
                    ],
                }),
        });

    public GoHighLevelAnswer Add(GoHighLevelCall call, LocationState state)
    {
        Shape.Demand(call.Body);
        var contact = DemandContact(call, state);
        var text = call.BodyText("message") ?? "";
        _ = call.Body.TryGetProperty("attachments", out var list);
        var attachments = ContactChange.Texts(list).ToList();
        DemandContent(call, text, attachments);

        var provider = call.BodyText("conversationProviderId");
        if (provider is null && call.BodyText("type") == "Custom") return GoHighLevelAnswer.CreatedNothing();
        if (provider is not null && !state.Location.ConversationProviderIds.Contains(provider))
            throw GoHighLevelRefusal.BadRequest("Invalid conversationProviderId");

        var message = world.Store(
            state.Location.Id, contact.Id, conversation => Make(call, conversation, text, attachments));
        return GoHighLevelAnswer.Created(new JsonObject
        {
            ["success"] = true,
            ["conversationId"] = message.ConversationId,
            ["messageId"] = message.Id,
            ["message"] = "Message added successfully",
            ["contactId"] = contact.Id,
            ["dateAdded"] = IsoDate.Write(message.DateAdded),
        });
    }

    private SimulatedContact DemandContact(GoHighLevelCall call, LocationState state)
    {
        if (call.BodyText("contactId") is { Length: > 0 } contactId)
            return Access.DemandContact(world, state, contactId);

        if (call.BodyText("conversationId") is not { Length: > 0 } conversationId)
            throw GoHighLevelRefusal.Unprocessable("contactId or conversationId should not be empty");

        var conversation = Access.DemandConversation(world, state, conversationId);
        return Access.DemandContact(world, state, conversation.ContactId);
    }

    private void DemandContent(GoHighLevelCall call, string text, List<string> attachments)
    {
        var isCall = call.BodyText("type")!.EndsWith("Call", StringComparison.Ordinal);
        if (text.Length == 0 && attachments.Count == 0 && call.BodyText("html") is null && !isCall)
            throw GoHighLevelRefusal.Unprocessable("There is no message or attachments");

        if (world.Faults.RefuseMessageTexts.Contains(text))
            throw GoHighLevelRefusal.Unprocessable("message is not allowed");
    }

    private SimulatedMessage Make(
        GoHighLevelCall call, SimulatedConversation conversation, string text, List<string> attachments)
    {
        var now = world.Time.GetUtcNow();
        var date = call.BodyText("date") is { } sent && IsoDate.TryParse(sent, out var parsed) ? parsed : now;
        if (world.Faults.RoundDatesToSeconds)
            date = DateTimeOffset.FromUnixTimeSeconds(date.ToUnixTimeSeconds());

        return new SimulatedMessage
        {
            Id = VendorId.New(),
            LocationId = conversation.LocationId,
            ContactId = conversation.ContactId,
            ConversationId = conversation.Id,
            CommittedAt = now,
            DateAdded = date,
            Direction = call.BodyText("direction") ?? "outbound",
            Body = text,
            Attachments = attachments,
            Type = call.BodyText("type")!,
            ConversationProviderId = call.BodyText("conversationProviderId"),
            AltId = call.BodyText("altId"),
        };
    }
}
