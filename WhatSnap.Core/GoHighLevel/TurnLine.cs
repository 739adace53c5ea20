namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The few whose slot has come and who wait for the next call in this worker, the oldest slot first. So no call is left
/// over, nobody is overtaken for long, and what finds no place comes again.
/// </summary>
internal sealed class TurnLine
{
    public const int Places = 10;
    private readonly Lock _gate = new();
    private readonly SortedSet<(DateTimeOffset Slot, long Number)> _waiting = [];
    private long _last;

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _waiting.Count == 0;
        }
    }

    /// <summary>Gets in line; null when all places are taken by older ones.</summary>
    public (DateTimeOffset Slot, long Number)? TryJoin(DateTimeOffset slot)
    {
        lock (_gate)
        {
            if (_waiting.Count >= Places && slot >= _waiting.ElementAt(Places - 1).Slot) return null;
            var place = (slot, ++_last);
            _waiting.Add(place);
            return place;
        }
    }

    /// <summary>How many stand before; from <see cref="Places"/> on an older one took the place.</summary>
    public int Before((DateTimeOffset Slot, long Number) place)
    {
        lock (_gate) return _waiting.TakeWhile(other => other != place).Count();
    }

    public void Leave((DateTimeOffset Slot, long Number) place)
    {
        lock (_gate) _waiting.Remove(place);
    }
}
