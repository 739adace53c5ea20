namespace WhatSnap.Core.Safety;

/// <summary>The hours of each day, in the location's time zone, in which an account sends only answers of a live conversation.</summary>
/// <param name="From">Their beginning.</param>
/// <param name="Until">Their end; before <paramref name="From"/> for hours across midnight.</param>
/// <param name="Rejects">True when what is written in them fails; else it waits for their end.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly Until, bool Rejects)
{
    /// <summary>Whoever wrote so lately is in a live conversation: its answers go out in quiet hours too.</summary>
    public static readonly TimeSpan LiveFor = TimeSpan.FromHours(1);

    /// <summary>When the quiet hours end that hold at a time; null when none do.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset at, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        for (var day = today.AddDays(-1); day <= today; day = day.AddDays(1))
        {
            var start = InstantOf(day.ToDateTime(From), zone, isLast: false);
            var end = InstantOf((Until > From ? day : day.AddDays(1)).ToDateTime(Until), zone, isLast: true);
            if (start <= at && at < end) return end;
        }

        return null;
    }

    /// <summary>
    /// The time of a clock in the zone. What the clock shows twice is the first time for a beginning and the last for an end, so that
    /// nobody is written to in the hour between; what it leaves out is the moment at which it goes forward.
    /// </summary>
    private static DateTimeOffset InstantOf(DateTime clock, TimeZoneInfo zone, bool isLast)
    {
        if (zone.IsInvalidTime(clock))
        {
            while (zone.IsInvalidTime(clock)) clock = clock.AddMinutes(1);
        }

        var offset = !zone.IsAmbiguousTime(clock) ? zone.GetUtcOffset(clock)
            : isLast ? zone.GetAmbiguousTimeOffsets(clock).Min() : zone.GetAmbiguousTimeOffsets(clock).Max();
        return new DateTimeOffset(clock, offset).ToUniversalTime();
    }
}
