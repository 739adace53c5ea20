namespace WhatSnap.Companion.Messages;

/// <summary>The dates of Messages' database: nanoseconds since 2001, seconds in rows of very old systems, 0 for none.</summary>
public static class AppleDate
{
    /// <summary>Numbers below are seconds: as nanoseconds they would be the first quarter of an hour of 2001.</summary>
    public const long FirstNanoseconds = 1_000_000_000_000;

    private static readonly DateTimeOffset Epoch = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The time that a number means; null for none and for one that no date has.</summary>
    public static DateTimeOffset? Read(long stored)
    {
        if (stored <= 0) return null;
        if (stored >= FirstNanoseconds) return Epoch.AddTicks(stored / TimeSpan.NanosecondsPerTick);
        return stored <= Seconds(DateTimeOffset.MaxValue) ? Epoch.AddSeconds(stored) : null;
    }

    public static long Seconds(DateTimeOffset time) => (time - Epoch).Ticks / TimeSpan.TicksPerSecond;

    /// <summary>In nanoseconds; a time that these can't say is the nearest that they can.</summary>
    public static long Nanoseconds(DateTimeOffset time) =>
        Math.Clamp((time - Epoch).Ticks, 0, long.MaxValue / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick;
}
