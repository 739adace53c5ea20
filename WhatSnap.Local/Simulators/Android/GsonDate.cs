using System.Globalization;
using System.Text.RegularExpressions;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>Times as the app's JSON library writes and reads them: whatever stands behind the point are milliseconds, however many digits.</summary>
internal static partial class GsonDate
{
    public static string Write(DateTimeOffset at, TimeSpan offset) =>
        at.ToOffset(offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">It is no time.</exception>
    public static DateTimeOffset Read(string text)
    {
        var match = Form().Match(text);
        if (!match.Success) throw new FormatException($"'{text}' is no date.");
        var whole = DateTimeOffset.Parse(match.Groups["whole"].Value + match.Groups["zone"].Value, CultureInfo.InvariantCulture);
        return match.Groups["digits"] is { Success: true, Value: var digits }
            ? whole.AddMilliseconds(long.Parse(digits, CultureInfo.InvariantCulture))
            : whole;
    }

    [GeneratedRegex(@"^(?<whole>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.(?<digits>\d{1,9}))?(?<zone>Z|[+-]\d\d:?\d\d)$")]
    private static partial Regex Form();
}
