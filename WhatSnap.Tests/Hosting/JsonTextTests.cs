using System.Text;
using System.Text.Json;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Tests.Hosting;

/// <summary>Text of JSON that has half a letter.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("\"Hi 😀\"", "Hi 😀")]
    [InlineData("\"Hi \\ud83d\"", "Hi \ufffd")]
    [InlineData("\"\\ude00 Hi\\n\\\"x\\\"\"", "\ufffd Hi\n\"x\"")]
    [InlineData("\"\\ud83dx\\ud83d\\ude00\"", "\ufffdx😀")]
    [InlineData("\"\\\\ud83d\\ud83d\"", "\\ud83d\ufffd")]
    public void Half_a_letter_is_mended_and_the_rest_stays(string json, string text)
    {
        var element = JsonElement.Parse(json);

        Assert.Equal(text, element.TextOrNull());
        Assert.Equal(!text.Contains('\ufffd'), JsonText.IsWellFormed(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_mended()
    {
        byte[] json = [(byte)'"', (byte)'H', 0xF4, (byte)'i', (byte)'"'];

        Assert.Equal("H\ufffdi", JsonElement.Parse(json).TextOrNull());
        Assert.False(JsonText.IsWellFormed(json));
    }

    [Fact]
    public void An_event_and_a_message_with_half_a_letter_are_read()
    {
        var told = CrmEvent.Read("""{"type":"INSTALL","webhookId":"x\ud83d"}"""u8.ToArray());
        var (message, problem) = OutboundPayload.Read(
            """{"type":"SMS","locationId":"loc1","contactId":"contact1","messageId":"m1","message":"Hi \ud83d","attachments":["https://files.example.com/\ude00"]}"""u8.ToArray());

        Assert.Equal("x\ufffd", told?.WebhookId);
        Assert.Null(problem);
        Assert.Equal("Hi \ufffd", message!.Text);
    }

    [Fact]
    public void A_body_whose_names_are_half_letters_is_refused()
    {
        var body = """{"type":"INSTALL","\ud83d":1}"""u8.ToArray();

        Assert.Null(CrmEvent.Read(body));
        Assert.NotNull(OutboundPayload.Read(body).Problem);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("{}")]
    public void What_is_no_text_is_none(string json) => Assert.Null(JsonElement.Parse(json).TextOrNull());
}
