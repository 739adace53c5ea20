namespace WhatSnap.Core.GoHighLevel;

/// <summary>Calls that have ended and still count: each by when it leaves the window.</summary>
internal sealed class CoolingCalls
{
    private readonly Queue<TimeSpan> _leaving = new();

    public int Count => _leaving.Count;

    public void Add(TimeSpan leaves) => _leaving.Enqueue(leaves);

    /// <summary>Forgets what has left, and says how many.</summary>
    public int Pass(TimeSpan now)
    {
        var passed = 0;
        for (; _leaving.TryPeek(out var first) && first <= now; passed++) _leaving.Dequeue();
        return passed;
    }

    /// <summary>How long until the next one leaves; null when there is none.</summary>
    public TimeSpan? NextIn(TimeSpan now) => _leaving.TryPeek(out var first) ? first - now : null;
}
