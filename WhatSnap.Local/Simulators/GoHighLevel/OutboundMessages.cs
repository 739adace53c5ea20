using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>
/// Messages that are written in GoHighLevel: stored as pending and handed to the app's delivery address, when the app's
/// provider has the location's SMS slot (docs/webhook events/ProviderOutboundMessage).
/// </summary>
internal sealed class OutboundMessages(GoHighLevelWorld world)
{
    private const int Refused = StatusCodes.Status422UnprocessableEntity;

    public SimulatedMessage Write(LocationState state, SimulatedContact contact, WrittenMessage written)
    {
        var provider = written.ProviderId ?? state.SmsProviderId ?? world.App.ConversationProviderId;
        var isOurs = provider == world.App.ConversationProviderId;
        var now = world.Time.GetUtcNow();
        var status = isOurs ? "pending" : "delivered";
        var message = world.Store(state.Location.Id, contact.Id, conversation => new SimulatedMessage
        {
            Id = VendorId.New(),
            LocationId = state.Location.Id,
            ContactId = contact.Id,
            ConversationId = conversation.Id,
            CommittedAt = now,
            DateAdded = now,
            Direction = "outbound",
            Body = written.Text,
            Attachments = written.Attachments,
            Type = written.Type,
            Source = written.Source,
            UserId = written.UserId,
            ConversationProviderId = provider,
            Status = status,
            Statuses = [new SimulatedStatus(status, now)],
        });
        if (isOurs) HandOver(message, contact);
        return world.Message(message.Id)!;
    }

    public JsonObject Take(SimulatedMessage message)
    {
        NoteHandOver(message.Id);
        return Payload(message, world.Contact(message.ContactId)?.Phone ?? "", Guid.NewGuid().ToString());
    }

    private void HandOver(SimulatedMessage message, SimulatedContact contact)
    {
        if (contact.Phone is not { Length: > 0 } phone)
        {
            Fail(message.Id, new SimulatedError("no_phone", "validation", "The contact has no phone number."));
            return;
        }

        if (world.App.DeliveryUrl is not { } address) return;

        var webhookId = Guid.NewGuid().ToString();
        var webhook = new PostedWebhook
        {
            WebhookId = webhookId,
            Kind = "Delivery",
            MessageId = message.Id,
            Address = address,
            Body = Payload(message, phone, webhookId),
        };
        world.Postman.Post(webhook, $"delivery {contact.Id}", () => NoteHandOver(message.Id), NoteAnswer);
    }

    private JsonObject Payload(SimulatedMessage message, string phone, string webhookId)
    {
        var body = new JsonObject
        {
            ["contactId"] = message.ContactId,
            ["locationId"] = message.LocationId,
            ["messageId"] = message.Id,
            ["type"] = message.Type,
            ["phone"] = phone,
            ["message"] = message.Body,
            ["attachments"] = ContactJson.Texts(message.Attachments),
            ["conversationId"] = message.ConversationId,
            ["conversationProviderId"] = message.ConversationProviderId,
            ["timestamp"] = IsoDate.Write(world.Time.GetUtcNow()),
            ["webhookId"] = webhookId,
        };

        // Only a person has a user id: nothing else tells a workflow from a person.
        if (message.UserId is { } user) body["userId"] = user;
        return body;
    }

    private void NoteHandOver(string messageId)
    {
        var now = world.Time.GetUtcNow();
        world.Log.Change(messageId, message => message with { HandedOverAt = message.HandedOverAt ?? now });
    }

    /// <summary>A 422 fails the message at once and is repeated all the same: the vendor promises neither.</summary>
    private void NoteAnswer(PostedWebhook delivery)
    {
        var attempts = delivery.Attempts;
        var isFirstRefusal = attempts[^1].Status == Refused && attempts.Count(attempt => attempt.Status == Refused) == 1;
        var isGivenUp = attempts.Count > Postman.MostRepeats && !delivery.IsAccepted;
        if (isFirstRefusal || isGivenUp)
            Fail(delivery.MessageId!, new SimulatedError($"{attempts[^1].Status}", "provider", "The provider did not take the message."));
    }

    private void Fail(string messageId, SimulatedError error)
    {
        var status = new SimulatedStatus("failed", world.Time.GetUtcNow(), error);
        world.Log.Change(messageId, message => message.With(status));
    }
}

/// <summary>A message as somebody in GoHighLevel writes it.</summary>
internal sealed record WrittenMessage(string Text)
{
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>"app" for a person, "workflow" or "api".</summary>
    public string Source { get; init; } = "app";

    public string? UserId { get; init; }

    public string Type { get; init; } = "SMS";

    /// <summary>Null means the provider in the location's SMS slot.</summary>
    public string? ProviderId { get; init; }
}
