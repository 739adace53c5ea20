using WhatSnap.Core.Messages;

namespace WhatSnap.Tests.Messages;

/// <summary>What is shown of a vendor's own words never repeats the message.</summary>
public sealed class VendorWordsTests
{
    private const string Withheld = "GoHighLevel's words repeat the message, so they are not shown.";

    [Theory]
    [InlineData("message must be shorter", "message must be shorter")]
    [InlineData("phone +1 (555) 010-1234 is not valid", "phone … is not valid")]
    [InlineData("no contact for 15550101234, code 400", "no contact for …, code 400")]
    [InlineData("value \"my secret plan\" is not allowed", "value … is not allowed")]
    [InlineData("write to ann@example.com or https://example.com/x?y=1 now", "write to … or … now")]
    [InlineData("refused: See You Tomorrow at noon", Withheld)]
    [InlineData("the contact Ann Lee was merged", Withheld)]
    [InlineData(null, null)]
    [InlineData(" ", null)]
    public void Numbers_addresses_quotes_and_what_repeats_the_message_are_left_out(string? words, string? shown) =>
        Assert.Equal(shown, VendorWords.Shown(words, Message("I will see you tomorrow, then", "Ann Lee") with { Text = "we see you tomorrow at noon" }));

    [Fact]
    public void A_short_text_is_not_repeated_either() =>
        Assert.Equal(Withheld, VendorWords.Shown("the body pin 4711 is refused", Message("PIN 4711", null)));

    [Fact]
    public void Long_words_are_cut() => Assert.Equal(301, VendorWords.Shown(new string('x', 2000), Message("Hello", null))!.Length);

    private static InboundMessage Message(string text, string? name) =>
        new("loc", "acc", "SM1", "+15005550123", name, text, [], DateTimeOffset.UnixEpoch);
}
