using System.Text.RegularExpressions;

namespace WhatSnap.Core.Messages;

/// <summary>
/// What may be shown of a vendor's own words. They can repeat what was sent, so numbers, addresses and quoted passages are left
/// out, and words that repeat the message's text or its sender's name are not shown at all.
/// </summary>
internal static partial class VendorWords
{
    private const int Longest = 300;
    private const int Run = 3;
    private const int ShortestName = 3;
    private const string Left = "…";
    private const string Repeats = "GoHighLevel's words repeat the message, so they are not shown.";

    public static string? Shown(string? words, InboundMessage message)
    {
        if (string.IsNullOrWhiteSpace(words)) return null;
        if (RunsOf(message.Text).Any(run => Holds(words, run)) || (message.SenderName is { Length: >= ShortestName } name && Holds(words, name))) return Repeats;

        // First what is quoted: it may hold the others.
        var shown = Digits().Replace(Address().Replace(Quoted().Replace(words, Left), Left), Left);
        return shown.Length > Longest ? shown[..Longest] + Left : shown;
    }

    /// <summary>Three words in a row at each place of a text; all of a shorter one.</summary>
    private static IEnumerable<string> RunsOf(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is > 0 and <= Run) yield return string.Join(' ', words);
        for (var at = 0; at + Run < words.Length + 1 && words.Length > Run; at++) yield return string.Join(' ', words[at..(at + Run)]);
    }

    private static bool Holds(string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|`[^`]*`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\S*(@|://)\S*")]
    private static partial Regex Address();

    /// <summary>Four digits or more, with the signs that stand between the digits of a number.</summary>
    [GeneratedRegex(@"\+?\d(?:[ ().-]{0,3}\d){3,}")]
    private static partial Regex Digits();
}
