using System.Globalization;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>GET /users/search.</summary>
internal static class UserEndpoints
{
    private const int UsualLimit = 25;

    public static GoHighLevelAnswer Search(GoHighLevelCall call, LocationState state)
    {
        if (call.QueryValue("companyId") is not { } companyId)
            throw GoHighLevelRefusal.Unprocessable("companyId must be a string", "companyId should not be empty");
        if (companyId != state.Location.CompanyId)
            throw new GoHighLevelRefusal(GoHighLevelAnswer.Error(403, "The token does not have access to this company."));
        if (call.QueryValue("locationId") is { } locationId) Access.DemandLocation(state, locationId);

        var ids = call.QueryValue("ids")?.Split(',');
        var found = state.Users
            .Where(user => ids is null || ids.Contains(user.Id))
            .Where(user => call.QueryValue("role") is not { } role || user.Role == role)
            .Where(user => call.QueryValue("query") is not { } text
                || $"{user.Name} {user.Email}".Contains(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(user => user.Name, StringComparer.Ordinal).ThenBy(user => user.Id, StringComparer.Ordinal)
            .ToList();
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["users"] = new JsonArray(
                [.. found.Skip(Number(call, "skip", 0)).Take(Number(call, "limit", UsualLimit)).Select(user => (JsonNode)Json(user, state))]),
            ["count"] = found.Count,
        });
    }

    private static int Number(GoHighLevelCall call, string name, int usual)
    {
        if (call.QueryValue(name) is not { } text) return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw GoHighLevelRefusal.Unprocessable($"{name} must be a number string");
    }

    private static JsonObject Json(GoHighLevelUser user, LocationState state) => new JsonObject
    {
        ["id"] = user.Id,
        ["name"] = user.Name,
        ["email"] = user.Email,
        ["roles"] = new JsonObject
        {
            ["type"] = "account",
            ["role"] = user.Role,
            ["locationIds"] = new JsonArray(state.Location.Id),
        },
        ["deleted"] = false,
    };
}
