namespace WhatSnap.Core.GoHighLevel;

/// <summary>Until when nothing is called for a location, because its window or its day is used up.</summary>
internal sealed class LocationClosing(TimeProvider time)
{
    private DateTimeOffset _until;

    /// <summary>When the calls of the day come back; null while there are some.</summary>
    public DateTimeOffset? ParkedUntil { get; private set; }

    /// <summary>How much longer; zero when it is open.</summary>
    public TimeSpan Left => _until - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Closes it for a while, and says for how long it is closed now: a short wait never ends a longer one before its time.</summary>
    public TimeSpan Close(TimeSpan wait) => CloseUntil(time.GetUtcNow() + wait);

    /// <summary>Closes it until the calls of the day come back.</summary>
    /// <param name="reset">When GoHighLevel says that is; null for midnight UTC.</param>
    public TimeSpan Park(DateTimeOffset? reset)
    {
        var now = time.GetUtcNow();
        if (ParkedUntil is not { } until || until <= now)
        {
            // Where a new day began by our count and not by GoHighLevel's, it is looked at every hour.
            var isStill = ParkedUntil is { } before && now - before < TimeSpan.FromHours(2);
            ParkedUntil = reset ?? (isStill ? now.AddHours(1) : new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero));
        }

        return CloseUntil(ParkedUntil.Value);
    }

    private TimeSpan CloseUntil(DateTimeOffset until)
    {
        if (until > _until) _until = until;
        return Left;
    }
}
