using System.Net.Http.Json;
using System.Text.Json;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>One page of the contacts that carry a tag, as GoHighLevel's index has them.</summary>
/// <param name="Contacts">Ids and tags; the index lags some seconds behind.</param>
/// <param name="Total">How many there are over all pages.</param>
/// <param name="Next">Where the next page begins, as JSON; null when this was the last one.</param>
public sealed record TaggedContacts(IReadOnlyList<CrmContact> Contacts, int Total, string? Next);

/// <summary>What becomes of tags in a bulk call.</summary>
public enum TagChange
{
    Add,
    Remove,
}

/// <summary>GoHighLevel's calls on the tags of contacts (apps/contacts.json, version 2021-07-28); they leave other tags alone.</summary>
public sealed class GoHighLevelContactTags(GoHighLevelTransport transport)
{
    /// <summary>Contacts of one page of a search.</summary>
    public const int PageSize = 100;

    private const string Version = GoHighLevelTransport.ContactsVersion;

    /// <summary>Adds a tag (<c>POST /contacts/{id}/tags</c>); repeating it changes nothing.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="contactId">The contact.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="window">When the call may leave; null for always.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task AddAsync(
        string locationId, string contactId, string tag, CallWindow? window, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, locationId, contactId, [tag], window, cancellationToken);

    /// <inheritdoc cref="AddAsync"/>
    /// <summary>Removes tags (<c>DELETE /contacts/{id}/tags</c> with a body); repeating it changes nothing.</summary>
    public Task RemoveAsync(
        string locationId, string contactId, IReadOnlyList<string> tags, CallWindow? window,
        CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, locationId, contactId, tags, window, cancellationToken);

    /// <summary>
    /// Changes a tag of many contacts in one call (<c>POST /contacts/bulk/tags/update/{add|remove}</c>). It succeeds as a
    /// whole even when it fails for some of them.
    /// </summary>
    /// <returns>The contacts for which GoHighLevel confirmed it, and whether the call changed anything for each.</returns>
    public async Task<IReadOnlyDictionary<string, bool>> ChangeManyAsync(
        TagChange change, string locationId, IReadOnlyList<string> contactIds, string tag,
        CancellationToken cancellationToken)
    {
        var request = new BulkTagsRequest(contactIds, [tag], locationId);
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Post,
            $"/contacts/bulk/tags/update/{(change == TagChange.Add ? "add" : "remove")}",
            JsonContent.Create(request, WireJson.Default.BulkTagsRequest), WireJson.Default.BulkTagsAnswer,
            cancellationToken);
        var confirmed = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (answer?.Responses is not { ValueKind: JsonValueKind.Array } responses) return confirmed;
        foreach (var one in responses.EnumerateArray().Where(IsSuccess))
        {
            confirmed[Text(one, "contactId")!] = HasChanged(one, change == TagChange.Add ? "tagsAdded" : "tagsRemoved");
        }

        return confirmed;
    }

    /// <summary>A page of the contacts that carry a tag, oldest first (<c>POST /contacts/search</c>).</summary>
    public Task<TaggedContacts> SearchAsync(string locationId, string tag, string? after, CancellationToken cancellationToken) =>
        SearchAsync(locationId, [tag], after, cancellationToken);

    /// <summary>The same for contacts that carry each of several tags: filters of a search all have to hold.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="after">Where the page begins: <see cref="TaggedContacts.Next"/> of the one before, null for the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<TaggedContacts> SearchAsync(
        string locationId, IReadOnlyList<string> tags, string? after, CancellationToken cancellationToken)
    {
        var request = new SearchRequest(
            locationId, PageSize, [.. tags.Select(tag => new SearchFilter("tags", "eq", tag))], [new SearchSort("dateAdded", "asc")],
            after is null ? null : JsonElement.Parse(after));
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Post, "/contacts/search",
            JsonContent.Create(request, WireJson.Default.SearchRequest), WireJson.Default.SearchAnswer,
            cancellationToken);
        var found = answer?.Contacts
            ?? throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, "POST /contacts/search", null, "EMPTY_ANSWER");

        // Only the very tags count, however the search compares.
        var contacts = found
            .Where(contact => contact is { Id: not null, Tags: { } carried } && tags.All(tag => carried.Contains(tag, StringComparer.OrdinalIgnoreCase)))
            .Select(contact => new CrmContact(contact.Id!, contact.Tags!, null));
        var next = found.Count == PageSize ? found[^1].SearchAfter?.GetRawText() : null;
        return new TaggedContacts([.. contacts], answer.Total ?? found.Count, next);
    }

    private Task<TagsRequest?> ChangeAsync(
        HttpMethod method, string locationId, string contactId, IReadOnlyList<string> tags, CallWindow? window,
        CancellationToken cancellationToken)
    {
        var request = new TagsRequest(tags);
        return transport.SendAsync(
            locationId, Version, method, GoHighLevelContacts.Path(contactId) + "/tags",
            window is null
                ? JsonContent.Create(request, WireJson.Default.TagsRequest)
                : new WindowedJsonContent<TagsRequest>(request, WireJson.Default.TagsRequest, window),
            WireJson.Default.TagsRequest, cancellationToken);
    }

    private static bool IsSuccess(JsonElement response) =>
        Text(response, "type") == "success" && Text(response, "contactId") is not null;

    /// <summary>An answer that does not list what it changed may have changed something.</summary>
    private static bool HasChanged(JsonElement response, string name) =>
        !response.TryGetProperty(name, out var tags) || tags.ValueKind != JsonValueKind.Array || tags.GetArrayLength() > 0;

    private static string? Text(JsonElement response, string name) =>
        response.ValueKind == JsonValueKind.Object && response.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.TextOrNull()
            : null;
}
