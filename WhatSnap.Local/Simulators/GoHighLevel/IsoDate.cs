using System.Globalization;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Reads and writes dates as the vendor does: ISO 8601 in UTC with milliseconds.</summary>
internal static class IsoDate
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static bool TryParse(string text, out DateTimeOffset date) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out date)
        && text.Length >= "2026-01-01".Length
        && char.IsAsciiDigit(text[3]);

    /// <summary>Also takes milliseconds since 1970, which query parameters may hold.</summary>
    public static bool TryParseQuery(string text, out DateTimeOffset date)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            return TryParse(text, out date);

        date = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    public static string Write(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
