using Microsoft.Extensions.Caching.Memory;

namespace WhatSnap.Core.Accounts;

/// <summary>Accounts by id or webhook key, remembered for half a minute so that a webhook costs no look-up.</summary>
public sealed class AccountDirectory(AccountTable table, HookTable hooks, IMemoryCache cache)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public Task<Account?> FindAsync(string locationId, string accountId, CancellationToken cancellationToken) =>
        RememberAsync(
            ("account", locationId, accountId), () => table.FindAsync(locationId, accountId, cancellationToken));

    /// <summary>The account as it is stored now, and so for half a minute: before something is said for good that another worker may have ended.</summary>
    public Task<Account?> FindAnewAsync(string locationId, string accountId, CancellationToken cancellationToken) =>
        RememberAnewAsync(("account", locationId, accountId), () => table.FindAsync(locationId, accountId, cancellationToken));

    /// <summary>The account that a webhook key names; unknown keys are remembered too, so that guessing costs no storage.</summary>
    public Task<Account?> FindByHookAsync(string key, CancellationToken cancellationToken) =>
        RememberAsync(("hook", key, ""), () => hooks.FindAsync(key, cancellationToken));

    /// <summary>Drops what is remembered of one account in this process.</summary>
    public void Forget(Account account)
    {
        cache.Remove(("account", account.LocationId, account.AccountId));
        if (account.HookKey is { } hook) cache.Remove(("hook", hook, ""));
    }

    private async Task<Account?> RememberAsync((string, string, string) key, Func<Task<Account?>> find) =>
        cache.TryGetValue(key, out Account? known) ? known : await RememberAnewAsync(key, find);

    private async Task<Account?> RememberAnewAsync((string, string, string) key, Func<Task<Account?>> find)
    {
        var found = await find();
        cache.Set(key, found, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Fresh, Size = 1 });
        return found;
    }
}
