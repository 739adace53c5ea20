using System.Net;
using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>The access tokens of locations and companies: sealed at rest, remembered for a minute, renewed before they end.</summary>
public sealed class TokenStore(GrantTable grants, RenewGrant renew, IMemoryCache cache, TimeProvider time)
{
    /// <summary>The code of a call for a location that has no token.</summary>
    public const string NotInstalled = "NOT_INSTALLED";

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>How long a call waits for a renewal that need not be yet, and how long it is left alone after it failed.</summary>
    private static readonly TimeSpan NotYet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(30);

    /// <summary>Stores a location's access token alone, which can't be renewed.</summary>
    public async Task SaveAsync(string locationId, Secret accessToken, CancellationToken cancellationToken) => await SaveAsync(
        GrantKey.OfLocation(locationId), new GrantedTokens(accessToken, null, time.GetUtcNow(), null), cancellationToken);

    /// <summary>Stores the tokens of a new install.</summary>
    public async Task SaveAsync(GrantKey key, GrantedTokens tokens, CancellationToken cancellationToken)
    {
        await grants.SaveAsync(key, tokens, tokens.IssuedAt, cancellationToken);
        Forget(key);
    }

    /// <summary>The grant with an access token that works now.</summary>
    /// <exception cref="GoHighLevelException">There is none: never installed, uninstalled, or no longer renewed.</exception>
    public async Task<Grant> ReadAsync(GrantKey key, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(("grant", key), out Grant? known)) return known!;

        var grant = await grants.ReadAsync(key, cancellationToken);
        if (grant?.AccessToken is null) throw NoToken();
        var now = time.GetUtcNow();
        if (grant.RenewFrom is not { } from || now < from) return Remember(grant, Fresh, grant.RenewFrom);
        if (grant.ExpiresAt <= now) return await RenewAsync(grant, cancellationToken);
        try
        {
            return Remember(await renew.RunAsync(grant, NotYet, cancellationToken));
        }
        catch (GoHighLevelException)
        {
            // The renewal was early: what we have still works, and the reason stands in the log.
            return Remember(grant, LeftAlone, grant.ExpiresAt);
        }
    }

    /// <summary>The grant with a newer token than the one that GoHighLevel refused or that has ended.</summary>
    /// <exception cref="GoHighLevelException">Transient, or the access is lost.</exception>
    public async Task<Grant> RenewAsync(Grant used, CancellationToken cancellationToken)
    {
        var renewed = await renew.RunAsync(used, RenewGrant.Patience, cancellationToken);
        return Remember(renewed);
    }

    /// <summary>Lets the next call look at what is stored.</summary>
    public void Forget(GrantKey key) => cache.Remove(("grant", key));

    internal static GoHighLevelException NoToken() => new(CallOutcome.Refused, "token", HttpStatusCode.Unauthorized, NotInstalled);

    private Grant Remember(Grant grant) => Remember(grant, Fresh, grant.RenewFrom);

    private Grant Remember(Grant grant, TimeSpan atMost, DateTimeOffset? until)
    {
        var left = until - time.GetUtcNow();
        var kept = left < atMost ? left.Value : atMost;
        if (kept > TimeSpan.Zero)
        {
            cache.Set(
                ("grant", grant.Key), grant, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = kept, Size = 1 });
        }

        return grant;
    }
}
