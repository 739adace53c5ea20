using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Writes messages and conversations as the vendor answers them; the altId is never among it.</summary>
internal static class MessageJson
{
    public static JsonObject Of(SimulatedMessage message)
    {
        var json = new JsonObject
        {
            ["id"] = message.Id,
            ["type"] = MessageTypes.NumberOf(message.Type),
            ["messageType"] = MessageTypes.NameOf(message.Type),
            ["locationId"] = message.LocationId,
            ["contactId"] = message.ContactId,
            ["conversationId"] = message.ConversationId,
            ["dateAdded"] = IsoDate.Write(message.DateAdded),
            ["body"] = message.Body,
            ["direction"] = message.Direction,
            ["status"] = message.Status,
            ["contentType"] = "text/plain",
            ["attachments"] = ContactJson.Texts(message.Attachments),
            ["source"] = message.Source,
        };
        if (message.UserId is { } user) json["userId"] = user;
        if (message.ConversationProviderId is { } provider) json["conversationProviderId"] = provider;
        return json;
    }

    public static JsonObject Of(
        SimulatedConversation conversation, SimulatedContact? contact, IReadOnlyList<SimulatedMessage> messages)
    {
        var last = messages[^1];
        return new JsonObject
        {
            ["id"] = conversation.Id,
            ["contactId"] = conversation.ContactId,
            ["locationId"] = conversation.LocationId,
            ["lastMessageBody"] = last.Body,
            ["lastMessageType"] = MessageTypes.NameOf(last.Type),
            ["lastMessageDirection"] = last.Direction,
            ["lastMessageDate"] = last.DateAdded.ToUnixTimeMilliseconds(),
            ["type"] = "TYPE_PHONE",
            ["unreadCount"] = messages.Count(message => message.Direction == "inbound"),
            ["fullName"] = contact?.Name ?? "",
            ["contactName"] = contact?.Name ?? "",
            ["email"] = contact?.Email ?? "",
            ["phone"] = contact?.Phone ?? "",
        };
    }
}
