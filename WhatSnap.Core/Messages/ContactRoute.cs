using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.Messages;

/// <summary>What decides which account answers a contact.</summary>
public enum RouteBasis
{
    /// <summary>The contact carries the tag of one account.</summary>
    Tag,

    /// <summary>It has no account's tag or several: the account that it wrote to last.</summary>
    LastInbound,

    /// <summary>It wrote to none: the location's default.</summary>
    Default,

    /// <summary>There is none.</summary>
    None,
}

/// <summary>
/// Which account answers a contact and why, by its tags, what it wrote to last and the location's default. Messages are sent
/// by it and people are shown it: there is no other rule.
/// </summary>
/// <param name="Account">The account; null for none.</param>
/// <param name="Basis">What decides.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Tagged">The accounts whose tag the contact carries.</param>
/// <param name="Last">The account that it wrote to last; null where that is gone, or it wrote to none.</param>
/// <param name="Default">The location's default; null for none.</param>
public sealed record ContactRoute(
    Account? Account, RouteBasis Basis, string Reason, IReadOnlyList<Account> Tagged, Account? Last, Account? Default)
{
    public static ContactRoute Of(KnownContact contact, IReadOnlyList<Account> all, string? defaultAccountId)
    {
        var last = all.FirstOrDefault(account => account.AccountId == contact.LastAccountId);
        var fallback = all.FirstOrDefault(account => account.AccountId == defaultAccountId);
        List<Account> tagged = [.. all.Where(account => IsTagged(contact, account))];
        var several = tagged.Count > 1 ? "the contact has the tags of several accounts and" : "the contact has no account's tag and";
        var (account, basis, reason) = tagged is [var only]
            ? (only, RouteBasis.Tag, $"Sent from {only.Name}: tag {only.Tag}{(only == last ? ", set by the last inbound" : "")}.")
            : last is not null ? (last, RouteBasis.LastInbound, $"Sent from {last.Name}: {several} wrote to it last.")
            : fallback is not null
                ? (fallback, RouteBasis.Default, $"Sent from {fallback.Name}: {several} wrote to none yet; it is the location's default.")
            : ((Account?)null, RouteBasis.None, Failures.NoAccount.Sentence);
        return new ContactRoute(account, basis, reason, tagged, last, fallback);
    }

    /// <summary>True for a contact that carries an account's tag, or its former one while contacts are moved from it.</summary>
    public static bool IsTagged(KnownContact contact, Account account) =>
        contact.HasTag(account.Tag) || (account.FormerTag is { } former && contact.HasTag(former));
}
