using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Where the app is installed, and what GoHighLevel tells it about that.</summary>
public sealed class AppInstalls
{
    private readonly GoHighLevelWorld _world;
    private readonly ConcurrentDictionary<string, bool> _locations = new(StringComparer.Ordinal);

    internal AppInstalls(GoHighLevelWorld world) => _world = world;

    /// <summary>Locations that the list of an agency leaves out although the app is installed there.</summary>
    public IReadOnlyList<string> Unlisted { get; set; } = [];

    public bool IsInstalled(string locationId) => _locations.ContainsKey(locationId);

    /// <summary>Installs the app in a location as an admin of that location does.</summary>
    /// <returns>The code that the browser brings to the redirect address.</returns>
    public string InstallIn(string locationId)
    {
        _locations[locationId] = true;
        return _world.Tokens.NewCode(new TokenOwner(locationId, CompanyOf(locationId)));
    }

    /// <summary>Installs the app for an agency and in all locations that it has now.</summary>
    /// <returns>The code that the browser brings to the redirect address.</returns>
    public string InstallFor(string companyId)
    {
        foreach (var location in _world.Locations.Where(location => location.CompanyId == companyId)) _locations[location.Id] = true;
        return _world.Tokens.NewCode(new TokenOwner(null, companyId));
    }

    /// <summary>Puts the app into a further location of an agency that has it, as happens to new locations.</summary>
    public void Spread(string locationId) => _locations[locationId] = true;

    /// <summary>Takes the app out of a location; its tokens are dead at once.</summary>
    public void RemoveFrom(string locationId)
    {
        _locations.TryRemove(locationId, out _);
        _world.Tokens.RevokeAll(new TokenOwner(locationId, CompanyOf(locationId)));
    }

    /// <summary>Takes the app from an agency and all its locations.</summary>
    public void RemoveFor(string companyId)
    {
        foreach (var location in _world.Locations.Where(location => location.CompanyId == companyId)) RemoveFrom(location.Id);
        _world.Tokens.RevokeAll(new TokenOwner(null, companyId));
    }

    /// <summary>The INSTALL event of a location, or of an agency when there is none.</summary>
    public JsonObject InstallEvent(string? locationId, string? companyId = null)
    {
        var body = Event("INSTALL", locationId, companyId ?? CompanyOf(locationId!));
        body["versionId"] = "version1";
        body["installType"] = locationId is null ? "Company" : "Location";
        body["userId"] = "DemoUser000000000001";
        body["companyName"] = "Demo company";
        body["isWhitelabelCompany"] = false;
        return body;
    }

    /// <summary>The UNINSTALL event of a location, or of an agency when there is none.</summary>
    public JsonObject UninstallEvent(string? locationId, string? companyId = null) =>
        Event("UNINSTALL", locationId, locationId is null ? companyId : null);

    /// <summary>Posts an event to the app's webhook address; null when there is none or nobody answered.</summary>
    public async Task<HttpStatusCode?> PostAsync(JsonObject body) =>
        _world.App.WebhookUrl is { } address ? await _world.Webhooks.PostAsync(address, body, _world.Stopping) : null;

    private JsonObject Event(string type, string? locationId, string? companyId)
    {
        var body = new JsonObject { ["type"] = type, ["appId"] = _world.App.AppId };
        if (locationId is not null) body["locationId"] = locationId;
        if (companyId is not null) body["companyId"] = companyId;
        body["timestamp"] = _world.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        body["webhookId"] = Guid.NewGuid().ToString();
        return body;
    }

    private string CompanyOf(string locationId) => _world.Locations.Single(location => location.Id == locationId).CompanyId;
}
