namespace WhatSnap.Core.WhatsApp;

/// <summary>Makes texts of strangers fit to be stored and shown.</summary>
internal static class PlainText
{
    private const char More = '…';

    /// <summary>Without signs that control a terminal or a table, and no longer than this.</summary>
    public static string Of(string? text, int longest) =>
        Cut(string.Concat((text ?? "").Where(letter => !char.IsControl(letter) || letter is '\n' or '\t')), longest);

    /// <summary>The same in one line; null when nothing is left.</summary>
    public static string? Line(string? text, int longest) =>
        string.Join(' ', Of(text, int.MaxValue).Split(['\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line
            ? Cut(line, longest)
            : null;

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + More;
    }
}
