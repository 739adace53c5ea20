using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>A contact by which a person knows it; kept nowhere.</summary>
/// <param name="ContactId">GoHighLevel's id.</param>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Phone">Its number as GoHighLevel has it; null where it has none.</param>
public sealed record NamedContact(string ContactId, string Name, string? Phone)
{
    public override string ToString() => $"contact {ContactId}";
}

/// <summary>GoHighLevel's search for contacts by what people call them, and for what people call contacts (<c>POST /contacts/search</c>, version 2021-07-28).</summary>
public sealed class GoHighLevelContactSearch(GoHighLevelTransport transport)
{
    /// <summary>Letters that GoHighLevel takes of a search.</summary>
    public const int LongestText = 75;

    /// <summary>The contacts whose name, number or e-mail address holds a text, the newest first.</summary>
    public Task<IReadOnlyList<NamedContact>> FindAsync(string locationId, string text, int most, CancellationToken cancellationToken) =>
        SearchAsync(new NameSearch(locationId, most) { Query = text }, cancellationToken);

    /// <summary>The contacts with these ids, those that are there.</summary>
    public Task<IReadOnlyList<NamedContact>> ReadAsync(string locationId, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        SearchAsync(
            new NameSearch(locationId, ids.Count) { Filters = [new AnyOf("OR", [.. ids.Select(id => new SearchFilter("id", "eq", id))])] }, cancellationToken);

    private async Task<IReadOnlyList<NamedContact>> SearchAsync(NameSearch search, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            search.LocationId, GoHighLevelTransport.ContactsVersion, HttpMethod.Post, "/contacts/search",
            JsonContent.Create(search, NameSearchJson.Default.NameSearch), NameSearchJson.Default.NamesAnswer, cancellationToken);
        return [.. (answer?.Contacts ?? []).Where(one => one.Id is not null).Select(one => new NamedContact(one.Id!, NameOf(one), one.Phone))];
    }

    /// <summary>Which of the members holds the name differs between versions of the call.</summary>
    private static string NameOf(WireName one) =>
        (one.ContactName ?? one.Name ?? $"{one.FirstName ?? one.FirstNameLowerCase} {one.LastName ?? one.LastNameLowerCase}").Trim();
}

internal sealed record NameSearch(string LocationId, int PageLimit)
{
    public string? Query { get; init; }

    public IReadOnlyList<AnyOf>? Filters { get; init; }
}

internal sealed record AnyOf(string Group, IReadOnlyList<SearchFilter> Filters);

internal sealed record NamesAnswer(IReadOnlyList<WireName>? Contacts);

internal sealed record WireName(
    string? Id, string? ContactName, string? Name, string? FirstName, string? LastName, string? FirstNameLowerCase, string? LastNameLowerCase, string? Phone);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NameSearch))]
[JsonSerializable(typeof(NamesAnswer))]
internal sealed partial class NameSearchJson : JsonSerializerContext;
