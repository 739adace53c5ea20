namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Gives work that has to wait a time of its own, one behind the other, so that only as much comes due as may pass. Each
/// worker spreads what it sends back over its own claim; nothing of it is stored.
/// </summary>
internal sealed class TimeSlots(TimeProvider time)
{
    private const int Smoothing = 8;

    /// <summary>A slot that passed longer ago says nothing of the line.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private DateTimeOffset _next;
    private DateTimeOffset _reached;
    private long _passedAt;

    private bool IsStale => _reached == default || time.GetElapsedTime(_passedAt) > Recent;

    /// <summary>How far the work that waits reaches; zero when none does.</summary>
    public TimeSpan Ahead
    {
        get
        {
            lock (_gate) return _next - time.GetUtcNow() is var ahead && ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
        }
    }

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
        lock (_gate)
        {
            // The mean of the last ones: some are lucky and come early, and must not make all others seem late.
            _reached = IsStale ? slot : _reached + ((slot - _reached) / Smoothing);
            _passedAt = time.GetTimestamp();
        }
    }

    /// <summary>How much of the line lies between the slot that passes now and this one; zero when none passed lately.</summary>
    public TimeSpan Before(DateTimeOffset slot)
    {
        lock (_gate) return IsStale ? TimeSpan.Zero : slot - _reached;
    }
}
