using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The calls that each location has left, learned from the headers of every answer, so that a used-up window is waited
/// for and not run against. (developer portal, "Rate limits": 100 per 10 s and 200,000 per day, per location.)
/// </summary>
public sealed class RateBudgets(TimeProvider time)
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DailyPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.Ordinal);

    /// <summary>How long the location has to wait before its next call; zero when it may call now.</summary>
    public TimeSpan WaitFor(string locationId)
    {
        if (!_closedUntil.TryGetValue(locationId, out var until)) return TimeSpan.Zero;
        var wait = until - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>Learns from one answer; returns the wait that it asks for, zero when there is none.</summary>
    public TimeSpan Learn(string locationId, HttpStatusCode status, HttpResponseHeaders headers)
    {
        var interval = Number(headers, "X-RateLimit-Interval-Milliseconds") is { } milliseconds and > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : DefaultInterval;
        var isUsedUp = status == HttpStatusCode.TooManyRequests || Number(headers, "X-RateLimit-Remaining") == 0;
        var wait = Number(headers, "X-RateLimit-Daily-Remaining") == 0 ? DailyPause
            : isUsedUp ? RetryAfter(headers) ?? interval
            : TimeSpan.Zero;
        if (wait == TimeSpan.Zero) return wait;

        // A short wait never ends a longer one before its time.
        var until = time.GetUtcNow() + wait;
        _closedUntil.AddOrUpdate(locationId, until, (_, before) => before > until ? before : until);
        return WaitFor(locationId);
    }

    /// <summary>Seconds, or a date; null when neither lies ahead.</summary>
    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        var wait = headers.RetryAfter is { Date: { } date } ? date - time.GetUtcNow() : headers.RetryAfter?.Delta;
        return wait > LongestWait ? LongestWait : wait > TimeSpan.Zero ? wait : null;
    }

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values)
        && long.TryParse(values.First(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
