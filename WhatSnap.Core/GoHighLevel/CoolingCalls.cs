namespace WhatSnap.Core.GoHighLevel;

/// <summary>Calls that have ended and still count: each by when it leaves the window. Times are those of <see cref="LocationBudget.Clock"/>.</summary>
internal sealed class CoolingCalls
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private readonly PriorityQueue<TimeSpan, TimeSpan> _leaving = new();

    public int Count => _leaving.Count;

    public void Add(TimeSpan leaves) => _leaving.Enqueue(leaves, leaves);

    /// <summary>Forgets what has left.</summary>
    public void Pass(TimeSpan now)
    {
        while (_leaving.TryPeek(out var first, out _) && first <= now) _leaving.Dequeue();
    }

    /// <summary>From when calls may start that are too many until others leave the window, or the wait until they may be taken.</summary>
    public (TimeSpan From, TimeSpan Wait) FromWhen(TimeSpan now, int tooMany, TimeSpan ahead)
    {
        var leaving = new List<TimeSpan>();
        while (leaving.Count < tooMany && _leaving.TryPeek(out var next, out _) && next - now <= ahead) leaving.Add(_leaving.Dequeue());
        if (leaving.Count >= tooMany) return (leaving.Count > 0 ? leaving[^1] : now, TimeSpan.Zero);

        foreach (var end in leaving) Add(end);
        return (now, _leaving.TryPeek(out var first, out _) && first - now > ahead ? first - now - ahead : Glance);
    }
}
