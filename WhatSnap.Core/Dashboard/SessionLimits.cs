using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary>How often one address may ask one host for a session: 60 at once, then one a second.</summary>
public sealed class SessionLimits : IAsyncDisposable
{
    internal const int Burst = 60;

    private readonly PartitionedRateLimiter<string> _perAddress = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <summary>True when the caller may ask now.</summary>
    public bool Admits(HttpRequest request)
    {
        using var lease = _perAddress.AttemptAcquire(AddressOf(request));
        return lease.IsAcquired;
    }

    public ValueTask DisposeAsync() => _perAddress.DisposeAsync();

    /// <summary>The last forwarded address: Azure's front end appends the caller's own, whatever the caller claimed before.</summary>
    private static string AddressOf(HttpRequest request)
    {
        var forwarded = request.Headers["X-Forwarded-For"].ToString();
        var last = forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim();
        var address = IPEndPoint.TryParse(last, out var caller) ? caller.Address : request.HttpContext.Connection.RemoteIpAddress;
        return address?.ToString() ?? "";
    }
}
