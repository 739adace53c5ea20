using System.Buffers.Binary;
using System.Text;

namespace WhatSnap.Tests.Companion;

/// <summary>Writes styled texts as Messages stores them, with the length in the form that is asked for.</summary>
internal static class TypedStream
{
    /// <summary>The shortest form of the length, as the system writes it.</summary>
    public static byte[] Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static byte[] Of(byte[] text) => Of(text, text.Length switch
    {
        < 0x80 => Length8(text.Length),
        <= ushort.MaxValue => Length16(text.Length),
        _ => Length32(text.Length),
    });

    public static byte[] Of(byte[] text, byte[] length) =>
    [
        4, 11, .. "streamtyped"u8, 0x81, 0xE8, 0x03, 0x84, 0x01, 0x40,
        0x84, 0x84, 0x84, 0x12, .. "NSAttributedString"u8, 0, 0x84, 0x84, 8, .. "NSObject"u8, 0, 0x85, 0x92,
        0x84, 0x84, 0x84, 8, .. "NSString"u8, 1, 0x94, 0x84, 0x01, 0x2B,
        .. length, .. text, 0x86,
        0x84, 0x02, 0x69, 0x49, 0x01, 0x05, 0x92, 0x84, 0x84, 0x84, 12, .. "NSDictionary"u8, 0, 0x94, 0x84, 0x01, 0x69, 0, 0x86, 0x86,
    ];

    public static byte[] Length8(int length) => [(byte)length];

    public static byte[] Length16(int length)
    {
        var bytes = new byte[] { 0x81, 0, 0 };
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(1), (ushort)length);
        return bytes;
    }

    public static byte[] Length32(int length)
    {
        var bytes = new byte[] { 0x82, 0, 0, 0, 0 };
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), length);
        return bytes;
    }

    public static byte[] Length64(long length)
    {
        var bytes = new byte[] { 0x87, 0, 0, 0, 0, 0, 0, 0, 0 };
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), length);
        return bytes;
    }
}
