using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace WhatSnap.Core.Hosting;

/// <summary>
/// Text of JSON that may be half a letter: bytes that are no UTF-8, or one of the two halves of a pair, as a text has that was cut in
/// the middle of an emoji. .NET throws when such a text is read; here it is mended.
/// </summary>
internal static class JsonText
{
    private const char Replacement = '\ufffd';

    /// <summary>The text, with U+FFFD in the place of what is no letter; null for what is no text.</summary>
    public static string? TextOrNull(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return Mend(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element))[1..^1]);
        }
    }

    /// <summary>True for what JSON throws that is none, or whose names are half letters.</summary>
    public static bool IsMalformed(Exception failed) => failed is JsonException or InvalidOperationException;

    /// <summary>True when every name and text can be read.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool IsWellFormed(byte[] json)
    {
        if (!Utf8.IsValid(json)) return false;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped) _ = reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Mend(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var at = 0; at < escaped.Length; at++)
        {
            if (escaped[at] != '\\') text.Append(escaped[at]);
            else if (escaped[++at] != 'u') text.Append(Unescaped(escaped[at]));
            else
            {
                text.Append((char)ushort.Parse(escaped.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                at += 4;
            }
        }

        // Halves that stand alone.
        for (var at = 0; at < text.Length; at++)
        {
            if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])) at++;
            else if (char.IsSurrogate(text[at])) text[at] = Replacement;
        }

        return text.ToString();
    }

    private static char Unescaped(char letter) => letter switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => letter,
    };
}
