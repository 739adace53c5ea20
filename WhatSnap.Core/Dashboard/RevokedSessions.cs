using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// Sessions that were opened before WhatSnap was uninstalled from their location: they end within <see cref="Fresh"/>, and not with
/// their tokens. A new install does not bring them back.
/// </summary>
public sealed class RevokedSessions(GrantTable grants, IMemoryCache cache)
{
    /// <summary>How long what was read is believed.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    public async Task<bool> IsRevokedAsync(ApiSession session, CancellationToken cancellationToken) =>
        session.LocationId is { } location && session.OpenedAt <= await ReadAsync(location, cancellationToken);

    /// <summary>Believes for a while that a location's sessions until then have ended; null where none have.</summary>
    internal DateTimeOffset? Remember(string locationId, DateTimeOffset? endAt) =>
        cache.Set((nameof(RevokedSessions), locationId), endAt, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Fresh, Size = 1 });

    private async Task<DateTimeOffset?> ReadAsync(string locationId, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue((nameof(RevokedSessions), locationId), out DateTimeOffset? known)) return known;
        return Remember(locationId, (await grants.ReadAsync(GrantKey.OfLocation(locationId), cancellationToken))?.SessionsEndAt);
    }
}
