using System.Net.Http.Json;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>GoHighLevel's location calls (apps/locations.json, version 2021-07-28).</summary>
public sealed class GoHighLevelLocations(GoHighLevelTransport transport)
{
    private const string Version = GoHighLevelTransport.ContactsVersion;

    /// <summary>The location's name, country, time zone and duplicate rule (<c>GET /locations/{id}</c>).</summary>
    public async Task<Location> ReadAsync(string locationId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Get, Path(locationId), null, WireJson.Default.LocationAnswer,
            cancellationToken);
        var location = answer?.Location
            ?? throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, "GET /locations", null, "EMPTY_ANSWER");
        return new Location(
            locationId, location.Name ?? "", location.Country ?? "", location.Timezone ?? "Etc/UTC",
            location.Settings?.AllowDuplicateContact ?? true, location.CompanyId ?? "", null);
    }

    /// <summary>Whether the location knows a tag (<c>GET /locations/{id}/tags</c>).</summary>
    public async Task<bool> HasTagAsync(string locationId, string tag, CancellationToken cancellationToken) =>
        await FindTagAsync(locationId, tag, cancellationToken) is not null;

    /// <summary>Makes sure that the location knows a tag (<c>GET</c> and <c>POST /locations/{id}/tags</c>).</summary>
    /// <returns>True when this call made it; after a call that was cut off a repeat finds it there and says false.</returns>
    public async Task<bool> EnsureTagAsync(string locationId, string tag, CancellationToken cancellationToken)
    {
        if (await FindTagAsync(locationId, tag, cancellationToken) is not null) return false;

        await transport.SendAsync(
            locationId, Version, HttpMethod.Post, Path(locationId) + "/tags",
            JsonContent.Create(new NameRequest(tag), WireJson.Default.NameRequest),
            WireJson.Default.LocationTagsAnswer, cancellationToken);
        return true;
    }

    /// <summary>
    /// Takes a tag off the location's list (<c>DELETE /locations/{id}/tags/{tagId}</c>); one that is not there is done.
    /// What becomes of contacts that still carry it is not documented: move them first.
    /// </summary>
    public async Task DeleteTagAsync(string locationId, string tag, CancellationToken cancellationToken)
    {
        if (await FindTagAsync(locationId, tag, cancellationToken) is not { Id: { } id }) return;

        await transport.SendAsync(
            locationId, Version, HttpMethod.Delete, $"{Path(locationId)}/tags/{Uri.EscapeDataString(id)}", null,
            WireJson.Default.LocationTagsAnswer, cancellationToken);
    }

    /// <summary>Makes sure that contacts have a text field of this name; gives its id.</summary>
    public async Task<string?> EnsureContactFieldAsync(
        string locationId, string name, CancellationToken cancellationToken)
    {
        var path = Path(locationId) + "/customFields";
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Get, path + "?model=contact", null, WireJson.Default.CustomFieldsAnswer,
            cancellationToken);
        var known = answer?.CustomFields?.FirstOrDefault(field => field.Name == name);
        if (known?.Id is { } id) return id;

        var made = await transport.SendAsync(
            locationId, Version, HttpMethod.Post, path,
            JsonContent.Create(
                new CreateCustomFieldRequest(name, "TEXT", "contact"), WireJson.Default.CreateCustomFieldRequest),
            WireJson.Default.CustomFieldAnswer, cancellationToken);
        return made?.CustomField?.Id;
    }

    /// <summary>The tag of that name, in whatever case.</summary>
    private async Task<WireNamed?> FindTagAsync(string locationId, string tag, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Get, Path(locationId) + "/tags", null, WireJson.Default.LocationTagsAnswer,
            cancellationToken);
        return answer?.Tags?.FirstOrDefault(known => string.Equals(known.Name, tag, StringComparison.OrdinalIgnoreCase));
    }

    private static string Path(string locationId) => $"/locations/{Uri.EscapeDataString(locationId)}";
}
