using System.Globalization;
using System.Net.Http.Headers;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// What one answer says of the calls that are left (developer portal, "Rate limits"; the daily reset is in GoHighLevel's
/// own client alone, in a form that is not documented). Null for what it does not say.
/// </summary>
internal readonly record struct RateHeaders(
    int? Max, TimeSpan? Interval, int? Remaining, long? DailyRemaining, DateTimeOffset? DailyReset, TimeSpan? RetryAfter)
{
    private const long FirstMilliseconds = 100_000_000_000;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static RateHeaders Read(HttpResponseHeaders headers, DateTimeOffset now) => new(
        Number(headers, "X-RateLimit-Max") is { } max and > 0 and < int.MaxValue ? (int)max : null,
        Number(headers, "X-RateLimit-Interval-Milliseconds") is { } interval and > 0 ? TimeSpan.FromMilliseconds(interval) : null,
        Number(headers, "X-RateLimit-Remaining") is { } remaining and >= 0 and < int.MaxValue ? (int)remaining : null,
        Number(headers, "X-RateLimit-Daily-Remaining"), ResetOf(headers, now), RetryOf(headers, now));

    /// <summary>Seconds, or a date; null when neither lies ahead.</summary>
    private static TimeSpan? RetryOf(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var wait = headers.RetryAfter is { Date: { } date } ? date - now : headers.RetryAfter?.Delta;
        return wait > Day ? Day : wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>A date, a Unix time in seconds or milliseconds, or the seconds left; null for what is not within a day from now.</summary>
    private static DateTimeOffset? ResetOf(HttpResponseHeaders headers, DateTimeOffset now)
    {
        DateTimeOffset? reset = Number(headers, "X-RateLimit-Daily-Reset") is { } number
            ? number <= Day.TotalSeconds ? now.AddSeconds(number)
            : number < FirstMilliseconds ? DateTimeOffset.FromUnixTimeSeconds(number)
            : number < FirstMilliseconds * 1000 ? DateTimeOffset.FromUnixTimeMilliseconds(number)
            : null
            : Text(headers, "X-RateLimit-Daily-Reset") is { } text
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
        return reset > now && reset <= now + Day ? reset : null;
    }

    private static long? Number(HttpResponseHeaders headers, string name) =>
        long.TryParse(Text(headers, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;
}
