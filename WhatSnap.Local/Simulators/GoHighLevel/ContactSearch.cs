using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>POST /contacts/search over an index that lags.</summary>
internal sealed class ContactSearch(GoHighLevelWorld world)
{
    private const int LargestPage = 500;

    public GoHighLevelAnswer Run(GoHighLevelCall call, LocationState state)
    {
        ContactBodies.Search.Demand(call.Body);
        Access.DemandLocation(state, call.BodyText("locationId"));
        var pageLimit = call.Body.GetProperty("pageLimit").GetInt32();
        if (pageLimit is < 1 or > LargestPage)
            throw GoHighLevelRefusal.Unprocessable($"pageLimit must not be greater than {LargestPage}");

        var indexed = world.Time.GetUtcNow() - TimeSpan.FromMilliseconds(world.Faults.SearchLagMs);
        var matching = state.Contacts.AsOf(indexed).Where(contact => Matches(contact, call));
        var found = (IsAscending(call.Body) ? matching.OrderBy(Place) : matching.OrderByDescending(Place)).ToList();
        var page = PageStart(found, call, pageLimit);
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["contacts"] = new JsonArray([.. found.Skip(page).Take(pageLimit).Select(Item)]),
            ["total"] = found.Count,
            ["traceId"] = GoHighLevelAnswer.TraceId(),
        });
    }

    private static bool Matches(SimulatedContact contact, GoHighLevelCall call)
    {
        var text = call.BodyText("query");
        if (text is not null && !Values(contact, "query").Any(value => Holds(value, text))) return false;

        return !call.Body.TryGetProperty("filters", out var filters)
            || filters.ValueKind != JsonValueKind.Array
            || filters.EnumerateArray().All(filter => MatchesFilter(contact, filter));
    }

    private static bool MatchesFilter(SimulatedContact contact, JsonElement filter)
    {
        if (filter.TryGetProperty("group", out var group))
        {
            var inner = filter.GetProperty("filters").EnumerateArray();
            return group.ValueEquals("OR")
                ? inner.Any(part => MatchesFilter(contact, part))
                : inner.All(part => MatchesFilter(contact, part));
        }

        var values = Values(contact, filter.GetProperty("field").GetString()!).ToList();
        var sought = filter.TryGetProperty("value", out var value) ? value.ToString() : "";
        return filter.GetProperty("operator").GetString() switch
        {
            "eq" => values.Exists(known => Same(known, sought)),
            "not_eq" => !values.Exists(known => Same(known, sought)),
            "contains" => values.Exists(known => Holds(known, sought)),
            "not_contains" => !values.Exists(known => Holds(known, sought)),
            "exists" => values.Count > 0,
            "not_exists" => values.Count == 0,
            var unknown => throw GoHighLevelRefusal.Unprocessable($"operator {unknown} is not supported"),
        };
    }

    private static IEnumerable<string> Values(SimulatedContact contact, string field)
    {
        IReadOnlyList<string?> values = field switch
        {
            "phone" => [contact.Phone],
            "email" => [contact.Email],
            "firstName" or "firstNameLowerCase" => [contact.FirstName],
            "lastName" or "lastNameLowerCase" => [contact.LastName],
            "name" => [contact.Name],
            "id" => [contact.Id],
            "tags" => [.. contact.Tags],
            "query" => [contact.Phone, contact.Email, contact.Name],
            _ => contact.Other.TryGetValue(field, out var value) ? [value.ToString()] : [],
        };
        return values.Where(value => !string.IsNullOrEmpty(value)).Select(value => value!);
    }

    private static bool Same(string known, string sought) =>
        string.Equals(known, sought, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(string known, string sought) =>
        known.Contains(sought, StringComparison.OrdinalIgnoreCase);

    private static int PageStart(List<SimulatedContact> found, GoHighLevelCall call, int pageLimit)
    {
        if (call.Body.TryGetProperty("searchAfter", out var after) && after.ValueKind == JsonValueKind.Array)
        {
            // A place in the order, not a contact: the one that stood there may be gone from the answer.
            if (after.GetArrayLength() != 2 || !after[0].TryGetInt64(out var added))
                throw GoHighLevelRefusal.Unprocessable("searchAfter must be the searchAfter of a contact");
            var place = (added, after[1].ToString());
            var next = found.FindIndex(contact => IsAscending(call.Body) ? Place(contact).CompareTo(place) > 0 : Place(contact).CompareTo(place) < 0);
            return next < 0 ? found.Count : next;
        }

        var page = call.Body.TryGetProperty("page", out var number) && number.ValueKind == JsonValueKind.Number
            ? number.GetInt32()
            : 1;
        return (Math.Max(1, page) - 1) * pageLimit;
    }

    /// <summary>The only order known here is that of adding; newest first unless the caller says otherwise.</summary>
    private static bool IsAscending(JsonElement body)
    {
        if (!body.TryGetProperty("sort", out var sort) || sort.ValueKind != JsonValueKind.Array || sort.GetArrayLength() == 0) return false;
        if (!sort[0].GetProperty("field").ValueEquals("dateAdded"))
            throw GoHighLevelRefusal.Unprocessable("the simulator sorts by dateAdded only");
        return sort[0].TryGetProperty("direction", out var direction) && direction.ValueEquals("asc");
    }

    private static (long Added, string Id) Place(SimulatedContact contact) =>
        (contact.DateAdded.ToUnixTimeMilliseconds(), contact.Id);

    private static JsonNode Item(SimulatedContact contact)
    {
        var json = ContactJson.Of(contact);
        json["searchAfter"] = new JsonArray(contact.DateAdded.ToUnixTimeMilliseconds(), contact.Id);
        return json;
    }
}
