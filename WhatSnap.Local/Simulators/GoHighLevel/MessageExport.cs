using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>GET /conversations/messages/export: a location's messages, filtered, sorted and paged by cursor.</summary>
internal sealed class MessageExport(GoHighLevelWorld world)
{
    private const int SmallestPage = 10;
    private const int LargestPage = 500;
    private const int UsualPage = 100;

    private static readonly string[] Channels = ["Call", "SMS", "Email", "WhatsApp", "Instagram", "Facebook"];

    public GoHighLevelAnswer Run(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.QueryValue("locationId"));
        var limit = Limit(call);
        var ascending = OneOf(call, "sortOrder", "desc", ["asc", "desc"]) == "asc";
        _ = OneOf(call, "sortBy", "createdAt", ["createdAt", "updatedAt"]);

        var matching = Candidates(call, state).Where(Filter(call)).ToList();
        var sorted = ascending
            ? matching.OrderBy(message => message.DateAdded).ThenBy(message => message.Sequence)
            : matching.OrderByDescending(message => message.DateAdded).ThenByDescending(message => message.Sequence);
        var rest = call.QueryValue("cursor") is { } cursor ? sorted.Where(Beyond(cursor, ascending)) : sorted;
        var page = rest.Take(limit + 1).ToList();

        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["messages"] = new JsonArray([.. page.Take(limit).Select(message => (JsonNode)MessageJson.Of(message))]),
            ["nextCursor"] = page.Count > limit ? Cursor(page[limit - 1]) : null,
            ["total"] = matching.Count,
        });
    }

    private IEnumerable<SimulatedMessage> Candidates(GoHighLevelCall call, LocationState state)
    {
        var conversationId = call.QueryValue("conversationId");
        if (call.QueryValue("contactId") is { } contactId)
        {
            var ofContact = world.Log.ConversationOf(contactId)?.Id;
            if (ofContact is null || (conversationId is not null && conversationId != ofContact)) return [];
            conversationId = ofContact;
        }

        var candidates = conversationId is null ? world.Log.All : world.Log.Of(conversationId);
        return candidates.Where(message => message.LocationId == state.Location.Id);
    }

    private Func<SimulatedMessage, bool> Filter(GoHighLevelCall call)
    {
        var start = Date(call, "startDate") ?? DateTimeOffset.MinValue;
        var end = Date(call, "endDate") ?? DateTimeOffset.MaxValue;
        var indexed = world.Time.GetUtcNow() - TimeSpan.FromMilliseconds(world.Faults.ExportLagMs);
        var channel = call.QueryValue("channel") is null ? null : OneOf(call, "channel", "", Channels);
        return message => message.DateAdded >= start
            && message.DateAdded <= end
            && message.CommittedAt <= indexed
            && (channel is null ? message.Type != "Email" : MessageTypes.IsOfChannel(message.Type, channel));
    }

    private static int Limit(GoHighLevelCall call)
    {
        if (call.QueryValue("limit") is not { } text) return UsualPage;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= SmallestPage and <= LargestPage) return limit;

        throw GoHighLevelRefusal.Unprocessable(
            $"limit must not be less than {SmallestPage}", $"limit must not be greater than {LargestPage}");
    }

    private static string OneOf(GoHighLevelCall call, string name, string usual, string[] allowed)
    {
        var value = call.QueryValue(name) ?? usual;
        return allowed.Contains(value)
            ? value
            : throw GoHighLevelRefusal.Unprocessable(
                $"{name} must be one of the following values: {string.Join(", ", allowed)}");
    }

    private static DateTimeOffset? Date(GoHighLevelCall call, string name)
    {
        if (call.QueryValue(name) is not { } text) return null;
        return IsoDate.TryParseQuery(text, out var date)
            ? date
            : throw GoHighLevelRefusal.Unprocessable($"{name} must be a valid ISO 8601 date string");
    }

    /// <summary>The place of the last message of a page; new messages do not shift it.</summary>
    private static string Cursor(SimulatedMessage last) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{last.DateAdded.UtcTicks}/{last.Sequence}")));

    private static Func<SimulatedMessage, bool> Beyond(string cursor, bool ascending)
    {
        var place = Parse(cursor);
        return message =>
        {
            var order = (message.DateAdded.UtcTicks, message.Sequence).CompareTo(place);
            return ascending ? order > 0 : order < 0;
        };
    }

    private static (long Ticks, long Sequence) Parse(string cursor)
    {
        var bytes = new byte[cursor.Length];
        if (Convert.TryFromBase64String(cursor, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split('/') is [var ticks, var sequence]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (at, number);
        }

        throw GoHighLevelRefusal.BadRequest("Invalid cursor");
    }
}
