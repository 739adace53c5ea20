using System.Globalization;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The calls that give tokens, and the list of an agency's locations (apps/oauth.json).</summary>
internal sealed class OAuthEndpoints(GoHighLevelWorld world)
{
    private const int DefaultPage = 20;

    /// <summary><c>POST /oauth/token</c>: a pair for a code or a refresh token, both of which are dead afterwards.</summary>
    public GoHighLevelAnswer Token(GoHighLevelCall call)
    {
        var form = call.Form;
        if (form.GetValueOrDefault("client_id") != world.App.ClientId || form.GetValueOrDefault("client_secret") != world.App.ClientSecret)
        {
            return Refuse(StatusCodes.Status401Unauthorized, "invalid_client", "Client authentication failed");
        }

        switch (form.GetValueOrDefault("grant_type"))
        {
            case "authorization_code":
                return world.Tokens.TakeCode(form.GetValueOrDefault("code", "")) is { } installed
                    ? Pair(installed)
                    : Refuse(StatusCodes.Status401Unauthorized, "UnAuthorized!", "Authorization code not found");
            case "refresh_token":
                return world.Tokens.TakeRefresh(form.GetValueOrDefault("refresh_token", "")) is { } owner
                    ? Pair(owner)
                    : Refuse(StatusCodes.Status400BadRequest, "invalid_grant", "Invalid grant: refresh token is invalid");
            default:
                return GoHighLevelAnswer.Error(
                    StatusCodes.Status422UnprocessableEntity, new JsonArray("grant_type must be a valid enum value"));
        }
    }

    /// <summary><c>POST /oauth/locationToken</c>: a location's token for the token of its agency. It has no refresh token.</summary>
    public GoHighLevelAnswer LocationToken(GoHighLevelCall call)
    {
        var company = Access.AdmitCompany(world, call);
        var (companyId, locationId) = (call.Form.GetValueOrDefault("companyId"), call.Form.GetValueOrDefault("locationId"));
        if (companyId is null or "" || locationId is null or "")
            throw GoHighLevelRefusal.Unprocessable("companyId should not be empty", "locationId should not be empty");

        var location = world.Locations.FirstOrDefault(one => one.Id == locationId);
        if (companyId != company || location?.CompanyId != company || !world.IsInstalled(locationId))
            throw GoHighLevelRefusal.BadRequest("The app is not installed in this location.");

        var owner = new TokenOwner(locationId, company);
        return GoHighLevelAnswer.Created(new JsonObject
        {
            ["access_token"] = world.Tokens.NewAccess(owner, world.App.AccessLifetime),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)world.App.AccessLifetime.TotalSeconds,
            ["scope"] = string.Join(' ', world.App.Scopes),
            ["locationId"] = locationId,
            ["planId"] = "plan1",
            ["userId"] = "DemoUser000000000001",
        });
    }

    /// <summary><c>GET /oauth/installedLocations</c>.</summary>
    public GoHighLevelAnswer InstalledLocations(GoHighLevelCall call)
    {
        var company = Access.AdmitCompany(world, call);
        if (call.QueryValue("companyId") != company || call.QueryValue("appId") != world.App.AppId)
            throw GoHighLevelRefusal.BadRequest("The app is not installed for this company.");

        var all = world.Locations.Where(location => location.CompanyId == company).OrderBy(location => location.Id, StringComparer.Ordinal)
            .Where(location => call.QueryValue("isInstalled") != "true" || world.IsListed(location.Id)).ToList();
        var page = all.Skip(Number(call.QueryValue("skip")) ?? 0).Take(Number(call.QueryValue("limit")) ?? DefaultPage);
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["locations"] = new JsonArray([.. page.Select(location => new JsonObject
            {
                ["_id"] = location.Id,
                ["name"] = location.Name,
                ["address"] = "1 Example Street",
                ["isInstalled"] = world.IsListed(location.Id),
            })]),
            ["count"] = all.Count,
            ["installToFutureLocations"] = true,
        });
    }

    private GoHighLevelAnswer Pair(TokenOwner owner)
    {
        var body = new JsonObject
        {
            ["access_token"] = world.Tokens.NewAccess(owner, world.App.AccessLifetime),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)world.App.AccessLifetime.TotalSeconds,
            ["refresh_token"] = world.Tokens.NewRefresh(owner),
            ["scope"] = string.Join(' ', world.App.Scopes),
            ["userType"] = owner.LocationId is null ? "Company" : "Location",
            ["companyId"] = owner.CompanyId,
            ["userId"] = "DemoUser000000000001",
            ["isBulkInstallation"] = owner.LocationId is null,
        };
        if (owner.LocationId is { } location) body["locationId"] = location;
        else body["approvedLocations"] = new JsonArray();
        return GoHighLevelAnswer.Ok(body);
    }

    private static GoHighLevelAnswer Refuse(int status, string error, string description) =>
        new(status, new JsonObject { ["error"] = error, ["error_description"] = description });

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
