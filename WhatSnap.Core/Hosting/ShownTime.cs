using System.Globalization;

namespace WhatSnap.Core.Hosting;

/// <summary>How a time stands in a sentence.</summary>
internal static class ShownTime
{
    /// <summary>Such as <c>26 November 2026 14:05 UTC</c>.</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
