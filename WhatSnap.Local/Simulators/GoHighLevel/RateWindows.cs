using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Counts the requests of each location in a fixed or sliding window and in the UTC day.</summary>
internal sealed class RateWindows(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public RateState Take(string locationId, GoHighLevelRateLimit limit)
    {
        var window = _windows.GetOrAdd(locationId, static _ => new Window());
        return window.Take(limit, time.GetUtcNow());
    }

    public void Clear() => _windows.Clear();

    private sealed class Window
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _start = DateTimeOffset.MinValue;
        private DateOnly _day;
        private readonly Queue<DateTimeOffset> _counted = new();
        private int _inWindow;
        private int _inDay;

        public RateState Take(GoHighLevelRateLimit limit, DateTimeOffset now)
        {
            lock (_gate)
            {
                var interval = TimeSpan.FromMilliseconds(limit.IntervalMs);
                if (limit.Sliding) Slide(now - interval);
                else if (now - _start >= interval) (_start, _inWindow) = (now, 0);
                var today = DateOnly.FromDateTime(now.UtcDateTime);
                if (today != _day) (_day, _inDay) = (today, 0);

                // A refused request costs nothing.
                var allowed = _inWindow < limit.Max && _inDay < limit.Daily;
                if (allowed)
                {
                    if (limit.Sliding) _counted.Enqueue(now);
                    _inWindow++;
                    _inDay++;
                }

                var remaining = Math.Max(0, limit.Max - _inWindow);
                return new RateState(limit, allowed, remaining, Math.Max(0, limit.Daily - _inDay));
            }
        }

        /// <summary>Forgets what was counted before the window.</summary>
        private void Slide(DateTimeOffset start)
        {
            while (_counted.TryPeek(out var first) && first <= start) _counted.Dequeue();
            _inWindow = _counted.Count;
        }
    }
}

/// <summary>Whether a request may pass, and what its location has left.</summary>
internal sealed record RateState(GoHighLevelRateLimit Limit, bool Allowed, int Remaining, int DailyRemaining)
{
    public void WriteTo(IHeaderDictionary headers)
    {
        headers["X-RateLimit-Limit-Daily"] = Limit.Daily.ToString();
        headers["X-RateLimit-Daily-Remaining"] = DailyRemaining.ToString();
        headers["X-RateLimit-Interval-Milliseconds"] = Limit.IntervalMs.ToString();
        headers["X-RateLimit-Max"] = Limit.Max.ToString();
        headers["X-RateLimit-Remaining"] = Remaining.ToString();
    }
}
