using System.Net.Http.Json;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Who can send a location's texts.</summary>
/// <param name="Id">The conversation provider's id.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="IsDefault">Whether workflows, bulk actions and the composer use it.</param>
public sealed record SmsProvider(string Id, string Name, bool IsDefault);

/// <summary>GoHighLevel's location calls (apps/locations.json, version 2021-07-28).</summary>
public sealed class GoHighLevelLocations(GoHighLevelTransport transport)
{
    private const string Version = GoHighLevelTransport.ContactsVersion;

    /// <summary>The location's name, country, time zone and duplicate rule (<c>GET /locations/{id}</c>); empty what is not said.</summary>
    public async Task<Location> ReadAsync(string locationId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Get, Path(locationId), null, WireJson.Default.LocationAnswer,
            cancellationToken);
        var location = answer?.Location
            ?? throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, "GET /locations", null, "EMPTY_ANSWER");
        return new Location(
            locationId, location.Name ?? "", location.Country ?? "", location.Timezone ?? "",
            location.Settings?.AllowDuplicateContact ?? true, location.CompanyId ?? "", null);
    }

    /// <summary>Whether the location knows a tag (<c>GET /locations/{id}/tags</c>).</summary>
    public async Task<bool> HasTagAsync(string locationId, string tag, CancellationToken cancellationToken) =>
        await FindTagAsync(locationId, tag, cancellationToken) is not null;

    /// <summary>The tags that the location knows (<c>GET /locations/{id}/tags</c>).</summary>
    public async Task<IReadOnlyList<string>> ListTagNamesAsync(string locationId, CancellationToken cancellationToken) =>
        [.. (await ListTagsAsync(locationId, cancellationToken)).Select(tag => tag.Name).OfType<string>()];

    /// <summary>Makes sure that the location knows a tag (<c>GET</c> and <c>POST /locations/{id}/tags</c>).</summary>
    /// <returns>True when this call made it; after a call that was cut off a repeat finds it there and says false.</returns>
    public async Task<bool> EnsureTagAsync(string locationId, string tag, CancellationToken cancellationToken) =>
        (await EnsureTagsAsync(locationId, [tag], cancellationToken)).Count > 0;

    /// <summary>The same for several tags.</summary>
    /// <returns>Those that were missing and are made.</returns>
    public async Task<IReadOnlyList<string>> EnsureTagsAsync(
        string locationId, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var known = await ListTagsAsync(locationId, cancellationToken);
        List<string> missing = [.. tags.Where(tag => !known.Any(one => IsNamed(one, tag)))];
        foreach (var tag in missing)
        {
            await transport.SendAsync(
                locationId, Version, HttpMethod.Post, Path(locationId) + "/tags",
                JsonContent.Create(new NameRequest(tag), WireJson.Default.NameRequest),
                WireJson.Default.LocationTagsAnswer, cancellationToken);
        }

        return missing;
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
        if (await FindContactFieldAsync(locationId, name, null, cancellationToken) is { } id) return id;

        var made = await transport.SendAsync(
            locationId, Version, HttpMethod.Post, Path(locationId) + "/customFields",
            JsonContent.Create(
                new CreateCustomFieldRequest(name, "TEXT", "contact"), WireJson.Default.CreateCustomFieldRequest),
            WireJson.Default.CustomFieldAnswer, cancellationToken);
        return made?.CustomField?.Id;
    }

    /// <summary>The contact field that has a known id, under whatever name by now, or else a name; null when there is none.</summary>
    public async Task<string?> FindContactFieldAsync(
        string locationId, string name, string? knownId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Get, Path(locationId) + "/customFields?model=contact", null,
            WireJson.Default.CustomFieldsAnswer, cancellationToken);
        var fields = answer?.CustomFields ?? [];
        return (fields.FirstOrDefault(field => knownId is not null && field.Id == knownId)
            ?? fields.FirstOrDefault(field => field.Name == name))?.Id;
    }

    /// <summary>
    /// Who can send the location's texts, and who does by default
    /// (<c>GET /locations/{id}/conversationChannels/SMS</c>; apps/v3/locations-v3.json).
    /// </summary>
    public async Task<IReadOnlyList<SmsProvider>> ListSmsProvidersAsync(string locationId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, GoHighLevelTransport.NewestVersion, HttpMethod.Get, Path(locationId) + "/conversationChannels/SMS", null,
            WireJson.Default.ChannelsAnswer, cancellationToken);
        return
        [
            .. (answer?.ConversationChannel?.Sms ?? []).Select(entry => entry.ConversationProvider).OfType<WireProvider>()
                .Select(one => new SmsProvider(one.Id ?? "", one.Name ?? "", one.IsDefault ?? false)),
        ];
    }

    /// <summary>The tag of that name, in whatever case.</summary>
    private async Task<WireNamed?> FindTagAsync(string locationId, string tag, CancellationToken cancellationToken) =>
        (await ListTagsAsync(locationId, cancellationToken)).FirstOrDefault(known => IsNamed(known, tag));

    private async Task<IReadOnlyList<WireNamed>> ListTagsAsync(string locationId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Get, Path(locationId) + "/tags", null, WireJson.Default.LocationTagsAnswer,
            cancellationToken);
        return answer?.Tags ?? [];
    }

    private static bool IsNamed(WireNamed tag, string name) => string.Equals(tag.Name, name, StringComparison.OrdinalIgnoreCase);

    private static string Path(string locationId) => $"/locations/{Uri.EscapeDataString(locationId)}";
}
