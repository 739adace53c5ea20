using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Tells the app what happens to contacts and messages, where it is installed and the events are switched on.</summary>
internal sealed class CrmEvents(GoHighLevelWorld world)
{
    private const string DndUpdate = "ContactDndUpdate";

    /// <param name="before">Null when the contact is new.</param>
    /// <param name="after">Null when it was deleted.</param>
    public void ContactChanged(SimulatedContact? before, SimulatedContact? after)
    {
        if ((after ?? before) is not { } contact) return;
        if (before is null || after is null)
        {
            Post(before is null ? "ContactCreate" : "ContactDelete", contact);
            return;
        }

        if (!before.Tags.SequenceEqual(after.Tags)) Post("ContactTagUpdate", contact);
        var isOtherDnd = ContactDnd.TextOf(before) != ContactDnd.TextOf(after);
        if (isOtherDnd) Post(DndUpdate, contact);
        var isSameButTags = before == after with { Tags = before.Tags, DateUpdated = before.DateUpdated };
        if (!isSameButTags && !isOtherDnd) Post("ContactUpdate", contact);
    }

    public void MessageStored(SimulatedMessage message)
    {
        var body = new JsonObject
        {
            ["locationId"] = message.LocationId,
            ["contactId"] = message.ContactId,
            ["conversationId"] = message.ConversationId,
            ["messageId"] = message.Id,
            ["body"] = message.Body,
            ["attachments"] = ContactJson.Texts(message.Attachments),
            ["contentType"] = "text/plain",
            ["dateAdded"] = IsoDate.Write(message.DateAdded),
            ["direction"] = message.Direction,
            ["messageType"] = message.Type,
            ["status"] = message.Status,
            ["source"] = message.Source,
        };
        if (message.UserId is { } user) body["userId"] = user;
        if (message.ConversationProviderId is { } provider) body["conversationProviderId"] = provider;
        var type = message.Direction == "inbound" ? "InboundMessage" : "OutboundMessage";
        Post(type, message.LocationId, $"messages {message.ContactId}", body, message.Id);
    }

    /// <summary>The whole contact with all its tags, not the difference.</summary>
    private void Post(string type, SimulatedContact contact)
    {
        var body = ContactJson.Of(contact);
        body["attachments"] = new JsonArray();
        body.Remove("dateUpdated");

        // The documents of the other events show no channels.
        if (type != DndUpdate) body.Remove(ContactDnd.Settings);
        else body.TryAdd(ContactDnd.Settings, new JsonObject());
        Post(type, contact.LocationId, $"contact {contact.Id}", body);
    }

    private void Post(string type, string locationId, string lane, JsonObject body, string? messageId = null)
    {
        var app = world.App;
        if (!app.PostsEvents || app.WebhookUrl is not { } address || !world.IsInstalled(locationId)) return;

        var webhookId = Guid.NewGuid().ToString();
        body.Insert(0, "type", type);
        body["appId"] = app.AppId;
        body["timestamp"] = IsoDate.Write(world.Time.GetUtcNow());
        body["webhookId"] = webhookId;
        world.Postman.Post(
            new PostedWebhook { WebhookId = webhookId, Kind = type, MessageId = messageId, Address = address, Body = body }, lane);
    }
}
