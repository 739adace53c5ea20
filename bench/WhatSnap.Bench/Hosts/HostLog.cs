using System.Globalization;

namespace WhatSnap.Bench.Hosts;

/// <summary>The form in which started hosts write their logs: one line each, with the time in UTC first.</summary>
internal static class HostLog
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["Logging__Console__FormatterName"] = "simple",
        ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        ["Logging__Console__FormatterOptions__UseUtcTimestamp"] = "true",
        ["Logging__Console__FormatterOptions__TimestampFormat"] = TimeFormat + " ",
        ["Logging__LogLevel__Default"] = "Information",
        ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
    };

    /// <summary>The time at the start of a line, or <paramref name="otherwise"/>.</summary>
    public static DateTimeOffset TimeOf(string line, DateTimeOffset? otherwise)
    {
        var found = line.Length >= 24 && DateTimeOffset.TryParseExact(
            line[..24], "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : otherwise;
        return found ?? DateTimeOffset.MinValue;
    }
}
