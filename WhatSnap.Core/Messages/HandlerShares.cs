using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>
/// The handlers of one queue in this worker. A location may have three times as many as are free, so that one alone has
/// three quarters and several storms still leave some; who has none may always come in.
/// </summary>
internal sealed class HandlerShares(int all, TimeProvider time)
{
    private const int TimesFree = 3;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);
    private int _busy;
    private TimeSpan _usual = TimeSpan.FromMilliseconds(200);

    /// <returns>Null when the location may have a handler, which it has to leave; else when it may look again.</returns>
    public TimeSpan? TryEnter(string locationId)
    {
        lock (_gate)
        {
            if (!_parts.TryGetValue(locationId, out var part)) _parts[locationId] = part = new Part(new TimeSlots(time));
            if (part.Busy == 0 || part.Busy < TimesFree * (all - _busy))
            {
                part.Busy++;
                _busy++;
                return null;
            }

            // Those that were sent back come one behind the other, too.
            return part.Slots.Next(TimeSpan.Zero, _usual / part.Busy) - time.GetUtcNow();
        }
    }

    /// <param name="locationId">Who leaves.</param>
    /// <param name="took">How long the work took; null when there was none.</param>
    public void Leave(string locationId, TimeSpan? took)
    {
        lock (_gate)
        {
            _busy--;
            if (took is { } measured) _usual += (measured - _usual) / 16;
            var part = _parts[locationId];
            if (--part.Busy == 0 && part.Slots.Ahead == TimeSpan.Zero) _parts.Remove(locationId);
        }
    }

    private sealed class Part(TimeSlots slots)
    {
        public int Busy { get; set; }

        public TimeSlots Slots { get; } = slots;
    }
}
