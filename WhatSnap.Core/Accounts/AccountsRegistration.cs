using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Accounts;

/// <summary>Registers the accounts slice.</summary>
public static class AccountsRegistration
{
    /// <summary>What the caches of look-ups may hold together; an entry counts one.</summary>
    private const int RememberedEntries = 200_000;

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddMemoryCache(options => options.SizeLimit = RememberedEntries);
        services.AddSingleton<AccountTable>();
        services.AddSingleton<AccountDirectory>();
        return services;
    }
}
