namespace WhatSnap.Core.Hosting;

/// <summary>How many requests a webhook key may send to one host: bursts of 1,000, then 200 a second.</summary>
public sealed class DoorLimits : IDisposable
{
    private readonly TokenBuckets _perKey = new(1_000, 200);

    /// <summary>True when the key may pass now.</summary>
    public bool Admits(string key) => _perKey.Admits(key);

    public void Dispose() => _perKey.Dispose();
}
