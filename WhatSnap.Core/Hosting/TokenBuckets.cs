using System.Threading.RateLimiting;

namespace WhatSnap.Core.Hosting;

/// <summary>So many requests at once, then so many a second, for each key and in one host.</summary>
internal sealed class TokenBuckets(int burst, int perSecond) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _perKey = PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    public bool Admits(string key)
    {
        using var lease = _perKey.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    public void Dispose() => _perKey.Dispose();
}
