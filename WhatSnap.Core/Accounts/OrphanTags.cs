namespace WhatSnap.Core.Accounts;

/// <summary>Tags whose name is one of WhatSnap's, <c>whatsnap-account-…</c>, but that no account of the location has.</summary>
public static class OrphanTags
{
    /// <summary>Those of some tags.</summary>
    public static IReadOnlyList<string> In(IEnumerable<string> tags, IReadOnlyList<Account> all) =>
        [.. tags.Where(tag => Has(tag, all)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>True for such a tag; every other one belongs to an account or is foreign.</summary>
    public static bool Has(string tag, IReadOnlyList<Account> all) =>
        IsOurs(tag) && !all.Any(account => IsOf(account, tag));

    /// <summary>True for a tag that is named as one of WhatSnap's.</summary>
    public static bool IsOurs(string tag) =>
        tag.Length > AccountTag.Prefix.Length && tag.StartsWith(AccountTag.Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for an account's tag, or its former one while contacts are moved from it.</summary>
    public static bool IsOf(Account account, string tag) => Same(account.Tag, tag) || Same(account.FormerTag, tag);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
