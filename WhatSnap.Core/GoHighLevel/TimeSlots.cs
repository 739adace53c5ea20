namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Gives work that has to wait a time of its own, one behind the other, so that only as much comes due as may pass. Each
/// worker spreads what it sends back over its own share; nothing of it is stored.
/// </summary>
internal sealed class TimeSlots(TimeProvider time)
{
    private const int Smoothing = 8;
    private readonly Lock _gate = new();
    private DateTimeOffset _next;

    /// <summary>How far the work that waits reaches; zero when none does.</summary>
    public TimeSpan Ahead
    {
        get
        {
            lock (_gate) return _next - time.GetUtcNow() is var ahead && ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
        }
    }

    /// <summary>About the slot that passes now; the default before any did.</summary>
    public DateTimeOffset Reached { get; private set; }

    /// <summary>The next free slot.</summary>
    /// <param name="notBefore">How long nothing may pass at all.</param>
    /// <param name="step">How long one piece of work takes up.</param>
    public DateTimeOffset Next(TimeSpan notBefore, TimeSpan step)
    {
        lock (_gate)
        {
            var first = time.GetUtcNow() + notBefore;
            var slot = _next > first ? _next : first;
            _next = slot + step;
            return slot;
        }
    }

    /// <summary>Work of this slot passes.</summary>
    public void Pass(DateTimeOffset slot)
    {
        // The mean of the last ones: some are lucky and come early, and must not make all others seem late.
        lock (_gate) Reached = Reached == default ? slot : Reached + ((slot - Reached) / Smoothing);
    }
}
