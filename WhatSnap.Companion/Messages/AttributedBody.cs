using System.Buffers.Binary;
using System.Text;

namespace WhatSnap.Companion.Messages;

/// <summary>
/// Reads the text out of a typedstream, the form in which Messages keeps a styled text; whatever bytes it is given, it never throws.
/// </summary>
/// <remarks>
/// The first string object holds the text: the type marker, a length, that many bytes, an end mark. The rest describes its styles.
/// </remarks>
public static class AttributedBody
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The version, and the format's name with its length before it.</summary>
    private static ReadOnlySpan<byte> Header => "\u0004\u000Bstreamtyped"u8;

    /// <summary>The type of a string's bytes.</summary>
    private static ReadOnlySpan<byte> StringMarker => [0x84, 0x01, 0x2B];

    /// <summary>The end of an object and the start of the next value.</summary>
    private static ReadOnlySpan<byte> EndMark => [0x86, 0x84];

    /// <summary>The text without the places of attachments; null when these bytes hold none that can be read.</summary>
    public static string? Decode(ReadOnlySpan<byte> blob)
    {
        if (!blob.StartsWith(Header)) return null;
        var marker = blob[Header.Length..].IndexOf(StringMarker);
        if (marker < 0) return null;

        var rest = blob[(Header.Length + marker + StringMarker.Length)..];
        var text = TryReadLength(rest, out var start, out var length) && length <= (ulong)(rest.Length - start)
            ? TextOf(rest.Slice(start, (int)length))
            : null;
        return text ?? UpToEndMark(rest[Math.Min(start, rest.Length)..]);
    }

    /// <summary>The text without the marks where attachments sit.</summary>
    public static string WithoutPlaces(string text) => text.Replace("\uFFFC", "", StringComparison.Ordinal);

    /// <summary>Reads one byte, or after 0x81, 0x82, 0x87 two, four, eight bytes, little-endian.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int start, out ulong length)
    {
        (start, length) = (1, 0);
        if (bytes.IsEmpty) return false;
        var width = bytes[0] switch { < 0x80 => 0, 0x81 => 2, 0x82 => 4, 0x87 => 8, _ => -1 };
        start = 1 + Math.Max(width, 0);
        if (width < 0 || bytes.Length < start) return false;

        length = width switch
        {
            0 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]),
        };
        return true;
    }

    /// <summary>For a length that can't be right: the end mark may also stand inside a character, so the text before it must be whole.</summary>
    private static string? UpToEndMark(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.IndexOf(EndMark); end >= 0;)
        {
            if (TextOf(bytes[..end]) is { } text) return text;
            var next = bytes[(end + 1)..].IndexOf(EndMark);
            end = next < 0 ? -1 : end + 1 + next;
        }

        return null;
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xFF, 0xFE])) return WithoutPlaces(Encoding.Unicode.GetString(bytes[2..]));
        try
        {
            return WithoutPlaces(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
