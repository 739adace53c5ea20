using System.Globalization;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Reading conversations and single messages.</summary>
internal sealed class ConversationEndpoints(GoHighLevelWorld world)
{
    private const int UsualPage = 20;

    public GoHighLevelAnswer GetMessage(GoHighLevelCall call, LocationState state)
    {
        var message = world.Log.Get(call.PathId)
            ?? throw GoHighLevelRefusal.BadRequest($"Message not found for id: {call.PathId}");
        if (message.LocationId != state.Location.Id) throw GoHighLevelRefusal.OtherLocation();
        return GoHighLevelAnswer.Ok(MessageJson.Of(message));
    }

    /// <summary>Newest first, nested as the live service answers, not flat as its document says.</summary>
    public GoHighLevelAnswer ListMessages(GoHighLevelCall call, LocationState state)
    {
        var conversation = Access.DemandConversation(world, state, call.PathId);
        var limit = Limit(call);
        var types = call.QueryValue("type")?.Split(',');
        var newestFirst = world.Log.Of(conversation.Id)
            .OrderByDescending(message => message.DateAdded)
            .ThenByDescending(message => message.Sequence)
            .Where(message => types is null || types.Contains(MessageTypes.NameOf(message.Type)))
            .ToList();
        var from = call.QueryValue("lastMessageId") is { } last
            ? newestFirst.FindIndex(message => message.Id == last) + 1
            : 0;
        var page = newestFirst.Skip(from).Take(limit).ToList();

        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["messages"] = new JsonObject
            {
                ["lastMessageId"] = page.Count > 0 ? page[^1].Id : "",
                ["nextPage"] = from + page.Count < newestFirst.Count,
                ["messages"] = new JsonArray([.. page.Select(message => (JsonNode)MessageJson.Of(message))]),
            },
            ["traceId"] = GoHighLevelAnswer.TraceId(),
        });
    }

    public GoHighLevelAnswer Search(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.QueryValue("locationId"));
        var found = Candidates(call)
            .Where(conversation => conversation.LocationId == state.Location.Id)
            .Select(conversation => MessageJson.Of(
                conversation, state.Contacts.Get(conversation.ContactId), world.Log.Of(conversation.Id)))
            .Where(json => Matches(json, call))
            .OrderByDescending(json => json["lastMessageDate"]!.GetValue<long>())
            .ToList();
        if (call.QueryValue("sort") == "asc") found.Reverse();

        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["conversations"] = new JsonArray([.. found.Take(Limit(call))]),
            ["total"] = found.Count,
        });
    }

    private IEnumerable<SimulatedConversation> Candidates(GoHighLevelCall call)
    {
        if (call.QueryValue("id") is { } id) return One(world.Log.Conversation(id));
        if (call.QueryValue("contactId") is { } contactId) return One(world.Log.ConversationOf(contactId));
        return world.Log.Conversations;
    }

    private static IEnumerable<SimulatedConversation> One(SimulatedConversation? conversation) =>
        conversation is null ? [] : [conversation];

    private static bool Matches(JsonObject json, GoHighLevelCall call)
    {
        bool Is(string member, string? wanted) => wanted is null || json[member]!.GetValue<string>() == wanted;

        bool Holds(string member, string part) =>
            json[member]!.GetValue<string>().Contains(part, StringComparison.OrdinalIgnoreCase);

        return Is("lastMessageType", call.QueryValue("lastMessageType"))
            && Is("lastMessageDirection", call.QueryValue("lastMessageDirection"))
            && (call.QueryValue("query") is not { } query
                || Holds("fullName", query) || Holds("email", query) || Holds("phone", query));
    }

    private static int Limit(GoHighLevelCall call)
    {
        if (call.QueryValue("limit") is not { } text) return UsualPage;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? limit
            : throw GoHighLevelRefusal.Unprocessable("limit must be a number conforming to the specified constraints");
    }
}
