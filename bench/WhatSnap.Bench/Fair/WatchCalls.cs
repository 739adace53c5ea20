using System.Collections.Concurrent;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Fair;

/// <summary>Counts the calls to one location, those that passed and those that were refused for their number.</summary>
internal sealed class WatchCalls
{
    private readonly ConcurrentQueue<(DateTimeOffset At, bool Passed)> _calls = new();
    private readonly double _perSecond;

    /// <param name="world">The vendors.</param>
    /// <param name="locationId">The location.</param>
    /// <param name="limit">Calls that it may make in ten seconds.</param>
    public WatchCalls(BenchWorld world, string locationId, int limit)
    {
        _perSecond = limit / 10.0;
        world.GoHighLevel.World.Observer = call =>
        {
            if (call.LocationId == locationId) _calls.Enqueue((call.At, call.Fate != "Throttled"));
        };
    }

    /// <summary>A limit that is counted in a window that slides, and calls that take a while.</summary>
    public static GoHighLevelFaults Habits(int seed, int limit) => new()
    {
        Seed = seed,
        LatencyMs = 100,
        LatencyJitterMs = 100,
        RateLimit = new GoHighLevelRateLimit { Max = limit, Sliding = true },
    };

    /// <summary>The share of the allowed rate that was used between two moments.</summary>
    public double Used(DateTimeOffset from, DateTimeOffset to) =>
        Math.Round(_calls.Count(call => call.Passed && call.At > from && call.At <= to) / (_perSecond * (to - from).TotalSeconds), 3);

    /// <summary>The calls that passed in each ten seconds between two moments.</summary>
    public string Course(DateTimeOffset from, DateTimeOffset to) => string.Join(
        ' ', Enumerable.Range(0, (int)((to - from).TotalSeconds / 10)).Select(step => from.AddSeconds(10 * step))
            .Select(start => _calls.Count(call => call.Passed && call.At > start && call.At <= start.AddSeconds(10))));

    public int RefusedAfter(DateTimeOffset from) => _calls.Count(call => !call.Passed && call.At > from);
}
