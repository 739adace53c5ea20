using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Internal;

namespace WhatSnap.Core.Accounts;

/// <summary>Registers the accounts slice.</summary>
public static class AccountsRegistration
{
    /// <summary>What the caches of look-ups may hold together; an entry counts one.</summary>
    private const int RememberedEntries = 200_000;

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddMemoryCache(options => options.SizeLimit = RememberedEntries);
        services.AddOptions<MemoryCacheOptions>().Configure<TimeProvider>((cache, time) => cache.Clock = new Clock(time));
        services.AddSingleton<AccountTable>();
        services.AddSingleton<HookTable>();
        services.AddSingleton<Traffic>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<NumberClaims>();
        services.AddSingleton<RemovedAccounts>();
        services.AddTransient<CloseAccount>();
        services.AddTransient<ResumeAccounts>();
        services.AddTransient<StartReconcile>();
        services.AddSingleton<AccountTags>();
        services.AddSingleton<RetagTable>();
        services.AddTransient<MoveTag>();
        services.AddTransient<RetagContacts>();
        services.AddTransient<ChangeAccountTag>();
        services.AddTransient<AdoptTag>();
        services.AddTransient<DropTag>();
        return services;
    }

    /// <summary>Lets what is remembered grow old on the product's clock.</summary>
    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
