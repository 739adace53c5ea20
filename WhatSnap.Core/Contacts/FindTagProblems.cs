using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Contacts;

/// <summary>Account tags that are not as they should be.</summary>
public abstract record TagProblem
{
    private TagProblem()
    {
    }

    /// <summary>A contact carries the tags of several accounts.</summary>
    /// <param name="Contact">What is known of it, with all its tags.</param>
    /// <param name="Route">Which account answers it as it is.</param>
    public sealed record Several(KnownContact Contact, ContactRoute Route) : TagProblem;

    /// <summary>The location knows a tag that is named as an account's, and no account has it.</summary>
    /// <param name="Tag">The tag.</param>
    /// <param name="Contacts">How many contacts carry it.</param>
    public sealed record Orphan(string Tag, int Contacts) : TagProblem;
}

/// <summary>Some of a location's problems with account tags.</summary>
/// <param name="Problems">The problems.</param>
/// <param name="Accounts">The location's accounts.</param>
/// <param name="Next">Where the next look begins; null when this was the last one.</param>
public sealed record TagProblems(IReadOnlyList<TagProblem> Problems, IReadOnlyList<Account> Accounts, string? Next);

/// <summary>
/// Finds a location's problems with account tags, with a bounded number of calls in one look: GoHighLevel is asked for the
/// contacts that carry the tags of any two accounts, and which of its tags no account has.
/// </summary>
public sealed class FindTagProblems(
    AccountTable accounts, KnownContacts known, GoHighLevelContactTags crm, GoHighLevelLocations locations)
{
    /// <summary>Searches of one look.</summary>
    private const int MostSearches = 10;

    /// <summary>With so many found, a look ends with its page.</summary>
    private const int Enough = 100;

    private const int LongestPlace = 200;
    private const char Separator = '.';

    /// <param name="locationId">The location.</param>
    /// <param name="from">The place where the look before ended; null at the beginning.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when the place is none, or none any more.</returns>
    /// <exception cref="GoHighLevelException">GoHighLevel did not tell.</exception>
    public async Task<TagProblems?> RunAsync(string locationId, string? from, CancellationToken cancellationToken)
    {
        if (!TryReadPlace(from, out var key, out var after)) return null;
        var (all, defaultId) = await accounts.ListAsync(locationId, cancellationToken);
        var searches = SearchesOf(all, await locations.ListTagNamesAsync(locationId, cancellationToken));
        var at = key is null ? 0 : searches.FindIndex(search => KeyOf(search) == key);
        if (at < 0) return null;

        var problems = new List<TagProblem>();
        for (var calls = 0; at < searches.Count && calls < MostSearches && problems.Count < Enough; calls++)
        {
            var search = searches[at];
            var page = await crm.SearchAsync(locationId, search, after, cancellationToken);
            if (search is [var orphan]) problems.Add(new TagProblem.Orphan(orphan, page.Total));
            else problems.AddRange(await SeveralAsync(locationId, search, page.Contacts, all, defaultId, cancellationToken));

            // Of a tag without account only the number of its contacts counts.
            after = search.Count > 1 ? page.Next : null;
            if (after is null) at++;
        }

        return new TagProblems(problems, all, at < searches.Count ? PlaceOf(searches[at], after) : null);
    }

    /// <summary>Each tag without account, then any two tags of different accounts.</summary>
    private static List<IReadOnlyList<string>> SearchesOf(IReadOnlyList<Account> all, IReadOnlyList<string> listed)
    {
        var owned = OwnedTags(all).ToList();
        var pairs =
            from first in owned.Index()
            from second in owned.Skip(first.Index + 1)
            where first.Item.Account.AccountId != second.Account.AccountId
            select (IReadOnlyList<string>)[first.Item.Tag, second.Tag];
        return [.. OrphanTags.In(listed, all).Order(StringComparer.Ordinal).Select(tag => (IReadOnlyList<string>)[tag]), .. pairs];
    }

    private static IEnumerable<(Account Account, string Tag)> OwnedTags(IReadOnlyList<Account> all) =>
        all.SelectMany(account => new[] { account.Tag, account.FormerTag }.OfType<string>().Select(tag => (account, tag)));

    /// <summary>A contact with three tags is found three times: it is told once, with the first two of them.</summary>
    private async Task<IEnumerable<TagProblem>> SeveralAsync(
        string locationId, IReadOnlyList<string> pair, IReadOnlyList<CrmContact> found, IReadOnlyList<Account> all, string? defaultId,
        CancellationToken cancellationToken)
    {
        var firsts = found.Where(contact => PairOf(contact, all) is { } first && first.SequenceEqual(pair));
        return await Task.WhenAll(firsts.Select(async contact =>
        {
            var one = await known.FindAsync(locationId, contact.ContactId, cancellationToken) ?? new KnownContact(contact.ContactId, [], null);
            one = one with { Tags = contact.Tags, HasAllTags = true };
            return (TagProblem)new TagProblem.Several(one, ContactRoute.Of(one, all, defaultId));
        }));
    }

    private static IEnumerable<string>? PairOf(CrmContact contact, IReadOnlyList<Account> all)
    {
        var owned = OwnedTags(all).Where(one => contact.Tags.Contains(one.Tag, StringComparer.OrdinalIgnoreCase))
            .DistinctBy(one => one.Account.AccountId).Take(2).ToList();
        return owned.Count == 2 ? owned.Select(one => one.Tag) : null;
    }

    private static string KeyOf(IReadOnlyList<string> search) => Keys.Hash(string.Join('\n', search));

    private static string PlaceOf(IReadOnlyList<string> search, string? after) =>
        after is null ? KeyOf(search) : $"{KeyOf(search)}{Separator}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(after))}";

    /// <summary>A place comes from outside: it is a key of ours, and of GoHighLevel's place what is one by its form.</summary>
    private static bool TryReadPlace(string? text, out string? key, out string? after)
    {
        (key, after) = (text, null);
        if (text is null) return true;
        if (text.Length > 2 * LongestPlace) return false;
        var parts = text.Split(Separator);
        key = parts[0];
        if (parts.Length == 1) return true;
        if (parts.Length > 2 || !Base64Url.IsValid(parts[1])) return false;
        after = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        return after.Length <= LongestPlace && IsPlace(after);
    }

    private static bool IsPlace(string json)
    {
        try
        {
            var place = JsonElement.Parse(json);
            return place.ValueKind == JsonValueKind.Array && place.EnumerateArray().All(part => part.ValueKind is JsonValueKind.Number or JsonValueKind.String);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
