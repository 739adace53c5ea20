namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// How many calls of a location that is near its limit are left over on purpose: so many that there are one or two when there
/// are fewest. The more the calls of all workers vary, the more that is.
/// </summary>
internal sealed class SpareCalls
{
    private const int Enough = 2;
    private const double Least = -2;
    private const double Most = 6;
    private const double Less = 0.25;
    private const double More = 0.5;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);
    private TimeSpan _began;
    private int _fewest = int.MaxValue;

    /// <summary>The mean to be kept to; calls under way come on top.</summary>
    public double Calls { get; private set; } = 2;

    /// <summary>Learns from one answer near the limit.</summary>
    /// <param name="now">When.</param>
    /// <param name="remaining">The calls that were left.</param>
    /// <param name="isFirst">True when the location was not near its limit before.</param>
    public void Learn(TimeSpan now, int remaining, bool isFirst)
    {
        _fewest = isFirst ? int.MaxValue : Math.Min(_fewest, remaining);
        if (isFirst) _began = now;
        if (now - _began < Span) return;
        Calls = _fewest > Enough ? Math.Max(Least, Calls - Less) : _fewest == 0 ? Math.Min(Most, Calls + More) : Calls;
        (_began, _fewest) = (now, int.MaxValue);
    }
}
