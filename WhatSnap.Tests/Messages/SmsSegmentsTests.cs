using WhatSnap.Core.Messages;

namespace WhatSnap.Tests.Messages;

/// <summary>The parts of a text that a phone network charges (Twilio, "What is an SMS segment?").</summary>
public sealed class SmsSegmentsTests
{
    [Theory]
    [InlineData("", 1, false)]
    [InlineData("Hello", 1, false)]
    [InlineData("a*160", 1, false)]
    [InlineData("a*161", 2, false)]
    [InlineData("a*306", 2, false)]
    [InlineData("a*307", 3, false)]
    [InlineData("€*80", 1, false)]
    [InlineData("€*81", 2, false)]
    [InlineData("ж*70", 1, true)]
    [InlineData("ж*71", 2, true)]
    [InlineData("ж*134", 2, true)]
    [InlineData("ж*135", 3, true)]
    [InlineData("😀*35", 1, true)]
    [InlineData("😀*36", 2, true)]
    public void Segments_are_counted_as_networks_count_them(string text, int count, bool isUcs2)
    {
        var parts = text.Split('*');
        var whole = parts.Length == 2 ? string.Concat(Enumerable.Repeat(parts[0], int.Parse(parts[1], null))) : text;

        Assert.Equal(new SmsSegments(count, isUcs2), SmsSegments.Of(whole));
    }

    [Fact]
    public void One_odd_letter_makes_the_whole_text_short() =>
        Assert.Equal(new SmsSegments(3, true), SmsSegments.Of(new string('a', 159) + "“"));
}
