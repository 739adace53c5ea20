using System.Text.RegularExpressions;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>What an id of GoHighLevel (location, company, user) may look like; such a text is safe as a key of a table row.</summary>
internal static partial class GoHighLevelId
{
    public static bool IsId(string text) => Form().IsMatch(text);

    /// <summary>The text when it is an id; null for everything else.</summary>
    public static string? OrNull(string? text) => text is not null && IsId(text) ? text : null;

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Form();
}
