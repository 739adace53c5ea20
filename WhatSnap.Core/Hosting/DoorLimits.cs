using System.Threading.RateLimiting;

namespace WhatSnap.Core.Hosting;

/// <summary>How many requests a webhook key may send to one host: bursts of 1,000, then 200 a second.</summary>
public sealed class DoorLimits : IAsyncDisposable
{
    private const int Burst = 1000;
    private const int PerSecond = 200;

    private readonly PartitionedRateLimiter<string> _perKey = PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <summary>True when the key may pass now.</summary>
    public bool Admits(string key)
    {
        using var lease = _perKey.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    public ValueTask DisposeAsync() => _perKey.DisposeAsync();
}
