using System.Text;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices;

/// <summary>Tells what a file is by its first bytes. What is not known, and what a browser might run, is just bytes.</summary>
internal static class FileKinds
{
    /// <summary>Bytes that tell.</summary>
    public const int Telling = 512;

    private static readonly (byte[] Start, string Type)[] Starts =
    [
        ([0xff, 0xd8, 0xff], "image/jpeg"),
        ([0x89, .. "PNG\r\n"u8, 0x1a, 0x0a], "image/png"),
        ([.. "GIF8"u8], "image/gif"),
        ([.. "%PDF-"u8], "application/pdf"),
        ([.. "OggS"u8], "audio/ogg"),
        ([.. "#!AMR"u8], "audio/amr"),
        ([.. "caff"u8], "audio/x-caf"),
        ([.. "ID3"u8], "audio/mpeg"),
        ([0xff, 0xfb], "audio/mpeg"),
        ([0xff, 0xf1], "audio/aac"),
        ([0xff, 0xf9], "audio/aac"),
        ([.. "PK"u8, 3, 4], "application/zip"),
        ([.. "BEGIN:VCARD"u8], "text/vcard"),
        ([.. "BEGIN:VCALENDAR"u8], "text/calendar"),
    ];

    /// <param name="start">The first <see cref="Telling"/> bytes, or all of a shorter file.</param>
    public static string Of(ReadOnlySpan<byte> start)
    {
        foreach (var (bytes, type) in Starts)
        {
            if (start.StartsWith(bytes)) return type;
        }

        if (start.StartsWith("RIFF"u8) && start.Length >= 12) return start[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : start[8..12].SequenceEqual("WAVE"u8) ? "audio/wav" : Attachment.UnknownType;
        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8)) return OfBrand(Encoding.ASCII.GetString(start[8..12]));
        return Attachment.UnknownType;
    }

    private static string OfBrand(string brand) => brand switch
    {
        "heic" or "heix" or "mif1" or "msf1" => "image/heic",
        "qt  " => "video/quicktime",
        "M4A " or "M4B " => "audio/mp4",
        _ when brand.StartsWith("3g", StringComparison.Ordinal) => "video/3gpp",
        _ => "video/mp4",
    };
}
