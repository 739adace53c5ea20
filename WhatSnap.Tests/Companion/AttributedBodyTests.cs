using System.Text;
using CsCheck;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Tests.Companion;

public sealed class AttributedBodyTests
{
    private static readonly Gen<string> GenText = Gen.String[Gen.Char['\u0000', '\uD7FF'], 0, 300];

    private static readonly Gen<byte[]> GenBytes = Gen.Byte.Array[0, 400];

    [Theory]
    [InlineData("")]
    [InlineData("Hi")]
    [InlineData("Grüße 👩‍👩‍👧 ᆄ")]
    [InlineData("two\nlines, \"quoted\"")]
    public void A_short_text_has_its_length_in_one_byte(string text) => Assert.Equal(text, AttributedBody.Decode(TypedStream.Of(text)));

    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void A_text_of_any_length_comes_whole(int length)
    {
        var text = new string('x', length);

        Assert.Equal(text, AttributedBody.Decode(TypedStream.Of(text)));
    }

    [Fact]
    public void Each_form_of_the_length_is_read()
    {
        var text = "Hello"u8.ToArray();

        Assert.All(
            [TypedStream.Length8(5), TypedStream.Length16(5), TypedStream.Length32(5), TypedStream.Length64(5)],
            length => Assert.Equal("Hello", AttributedBody.Decode(TypedStream.Of(text, length))));
    }

    public static TheoryData<byte[]> WrongLengths =>
    [
        TypedStream.Length16(60_000), TypedStream.Length32(int.MaxValue), TypedStream.Length32(-1), TypedStream.Length64(long.MaxValue),
        TypedStream.Length64(-1), [0x7F], [0x83], [0xFF],
    ];

    [Theory]
    [MemberData(nameof(WrongLengths))]
    public void A_length_that_can_not_be_right_gives_the_text_up_to_the_end_mark(byte[] length) =>
        Assert.Equal("Hello", AttributedBody.Decode(TypedStream.Of("Hello"u8.ToArray(), length)));

    [Fact]
    public void An_end_mark_inside_a_character_does_not_end_the_text() =>
        Assert.Equal("ᆄ jamo ᆄ!", AttributedBody.Decode(TypedStream.Of("ᆄ jamo ᆄ!"u8.ToArray(), TypedStream.Length16(60_000))));

    [Fact]
    public void A_byte_order_mark_says_that_the_text_is_UTF16() =>
        Assert.Equal("Grüße 👋", AttributedBody.Decode(TypedStream.Of([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Grüße 👋")])));

    [Fact]
    public void The_places_of_attachments_are_not_part_of_the_text()
    {
        Assert.Equal("Look: !", AttributedBody.Decode(TypedStream.Of("\uFFFCLook: \uFFFC!")));
        Assert.Equal("", AttributedBody.Decode(TypedStream.Of("\uFFFC")));
    }

    public static TheoryData<byte[]> NoText =>
    [
        [],
        [4, 11],
        [.. "bplist00"u8, 0x84, 0x01, 0x2B, 2, .. "Hi"u8, 0x86, 0x84],
        [4, 11, .. "streamtyped"u8],
        [4, 11, .. "streamtyped"u8, 0x84, 0x01, 0x2B],
        [4, 11, .. "streamtyped"u8, 0x84, 0x01, 0x2B, 0x87, 1],
        [4, 11, .. "streamtyped"u8, 0x84, 0x01, 0x2B, 5, .. "Hi"u8],
        TypedStream.Of([0xC3, 0x28, 0xFF]),
    ];

    [Theory]
    [MemberData(nameof(NoText))]
    public void Bytes_without_a_text_give_none(byte[] bytes) => Assert.Null(AttributedBody.Decode(bytes));

    [Fact]
    public void Whatever_is_written_is_read() => GenText.Sample(text => AttributedBody.Decode(TypedStream.Of(text)) == text, iter: 5_000);

    [Fact]
    public void A_wrong_length_never_costs_the_text() => GenText.Sample(
        text => AttributedBody.Decode(TypedStream.Of(Encoding.UTF8.GetBytes(text), TypedStream.Length32(int.MaxValue))) == text, iter: 5_000);

    [Fact]
    public void Random_bytes_never_make_it_throw() => Gen.Select(GenBytes, Gen.Bool).Sample(
        (bytes, hasStart) => Decoded(hasStart ? [4, 11, .. "streamtyped"u8, 0x84, 0x01, 0x2B, .. bytes] : bytes), iter: 20_000);

    [Fact]
    public void Neither_do_texts_that_were_cut_off_or_changed() =>
        Gen.Select(GenText, Gen.Double[0, 1], Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[0, 8]).Sample(
            (text, kept, changes) =>
            {
                var bytes = TypedStream.Of(text);
                foreach (var (at, value) in changes) bytes[(int)(at * (bytes.Length - 1))] = value;
                return Decoded(bytes[..(int)(kept * bytes.Length)]);
            },
            iter: 20_000);

    /// <summary>True unless it throws; what is given never has the place of an attachment in it.</summary>
    private static bool Decoded(byte[] bytes) => AttributedBody.Decode(bytes)?.Contains('\uFFFC', StringComparison.Ordinal) != true;
}
