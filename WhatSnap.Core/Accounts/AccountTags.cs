using Microsoft.Extensions.Caching.Memory;

namespace WhatSnap.Core.Accounts;

/// <summary>Tells the tags of a location's accounts from foreign ones; what accounts have is remembered for half a minute.</summary>
public sealed class AccountTags(AccountTable accounts, IMemoryCache cache)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    /// <summary>Those of the tags that belong to other accounts, or to this one before its tag was changed.</summary>
    public async Task<IReadOnlyList<string>> OthersAsync(
        Account account, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var others = tags.Where(tag => !Same(tag, account.Tag)).ToList();
        if (others.Count == 0) return [];

        var taken = await TakenAsync(account.LocationId, cancellationToken);
        return
        [
            .. others.Where(tag =>
                tag.StartsWith(AccountTag.Prefix, StringComparison.OrdinalIgnoreCase) || taken.Any(one => Same(one, tag))),
        ];
    }

    private async Task<IReadOnlyList<string>> TakenAsync(string locationId, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(("account-tags", locationId), out IReadOnlyList<string>? known)) return known!;

        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
        IReadOnlyList<string> taken =
            [.. all.SelectMany(one => new[] { one.Tag, one.FormerTag }).OfType<string>()];
        return cache.Set(
            ("account-tags", locationId), taken,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Fresh, Size = 1 });
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
