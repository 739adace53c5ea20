using System.Globalization;
using System.Net;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>Counts calls in a window that slides, as the strictest GoHighLevel would.</summary>
internal sealed class SlidingCrm(int max, TimeSpan interval)
{
    private readonly Queue<TimeSpan> _counted = new();

    /// <summary>Calls that passed, by when.</summary>
    public List<TimeSpan> Passed { get; } = [];

    /// <summary>Calls that were refused, by when.</summary>
    public List<TimeSpan> Refused { get; } = [];

    /// <summary>Takes a call at a moment; the answer has its headers.</summary>
    public HttpResponseMessage Call(TimeSpan now)
    {
        while (_counted.TryPeek(out var first) && first <= now - interval) _counted.Dequeue();
        var isAllowed = _counted.Count < max;
        if (isAllowed)
        {
            _counted.Enqueue(now);
            Passed.Add(now);
        }
        else
        {
            Refused.Add(now);
        }

        var answer = new HttpResponseMessage(isAllowed ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests);
        answer.Headers.Add("X-RateLimit-Max", Text(max));
        answer.Headers.Add("X-RateLimit-Interval-Milliseconds", Text((int)interval.TotalMilliseconds));
        answer.Headers.Add("X-RateLimit-Remaining", Text(max - _counted.Count));
        return answer;
    }

    /// <summary>The share of the allowed rate that passed between two moments.</summary>
    public double Used(TimeSpan from, TimeSpan to) =>
        Passed.Count(at => at > from && at <= to) / (max * ((to - from) / interval));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
