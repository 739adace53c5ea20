using System.Text;
using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>What is read of a message's event, whatever stands in it.</summary>
public sealed class WahaMessageTests
{
    private const string Ann = "+15005550141";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly WhatsAppLink Link = new("wa-1", "hook", new Secret("key"));

    [Theory]
    [InlineData("""{"body":"Hello"}""", "Hello")]
    [InlineData("""{"body":"","media":{"url":"http://gateway/api/files/wa-1/abc","mimetype":"image/jpeg"},"hasMedia":true}""", "")]
    [InlineData("""{"body":"Look","media":{"url":"http://gateway/api/files/wa-1/abc","mimetype":"image/jpeg"},"hasMedia":true}""", "Look")]
    [InlineData("""{"body":"","media":{"url":"http://gateway/api/files/wa-1/abc","mimetype":"application/pdf","filename":"offer.pdf"},"hasMedia":true}""", "[File: offer.pdf]")]
    [InlineData("""{"body":"Our offer","media":{"url":"http://gateway/api/files/wa-1/abc","mimetype":"application/pdf","filename":"offer.pdf"},"hasMedia":true}""", "Our offer\n[File: offer.pdf]")]
    [InlineData("""{"body":"","hasMedia":true,"media":null}""", "[An attachment came that could not be loaded. Open WhatsApp on the phone to see it.]")]
    [InlineData("""{"body":"Office","location":{"latitude":"52.5","longitude":"-13.4","name":"Office","address":"Main St 1"}}""", "[Location] Office, Main St 1\nhttps://maps.google.com/?q=52.5,-13.4")]
    [InlineData("""{"body":"","location":{"latitude":52.5,"longitude":13.4,"live":true}}""", "[Live location]\nhttps://maps.google.com/?q=52.5,13.4")]
    [InlineData("""{"body":"","location":{"latitude":"javascript:1","longitude":"13.4"}}""", "[Location]")]
    [InlineData("""{"body":"Bob","vCards":["BEGIN:VCARD\nVERSION:3.0\nFN:Bob Blue\nitem1.TEL;waid=15005550143:+1 500 555 0143\nEND:VCARD"]}""", "[Contact card] Bob Blue, +1 500 555 0143")]
    [InlineData("""{"body":"Yes","replyTo":{"id":"1","body":"Shall we\nmeet?"}}""", "> Shall we meet?\nYes")]
    [InlineData("""{"body":"Yes","replyTo":{"id":"1"}}""", "> [an earlier message]\nYes")]
    [InlineData("""{"body":"A poll was sent. Open WhatsApp on the phone to see it."}""", "A poll was sent. Open WhatsApp on the phone to see it.")]
    [InlineData("""{"body":""}""", "[A message came that WhatSnap can't show. Open WhatsApp on the phone to see it.]")]
    [InlineData("""{"body":7}""", "[A message came that WhatSnap can't show. Open WhatsApp on the phone to see it.]")]
    [InlineData("""{"body":"Bell\u0007 and\u0000 line\nbreak"}""", "Bell and line\nbreak")]
    public void Every_kind_has_a_text_that_a_person_can_read(string more, string text) =>
        Assert.Equal(text, Read(new WahaText("", Ann) { More = JsonNode.Parse(more)!.AsObject() }).Text);

    [Theory]
    [InlineData("message.reaction", """{"reaction":{"text":"👍","messageId":"x"}}""", "[Reacted to an earlier message: 👍]")]
    [InlineData("message.reaction", """{"reaction":{"text":"","messageId":"x"}}""", "[Took back a reaction]")]
    [InlineData("message.reaction", "{}", "[Took back a reaction]")]
    [InlineData("message.edited", """{"body":"Better","editedMessageId":"x"}""", "[Changed an earlier message to:]\nBetter")]
    public void What_happens_to_an_earlier_message_is_told(string kind, string more, string text) =>
        Assert.Equal(text, Read(new WahaText("", Ann) { Kind = kind, More = JsonNode.Parse(more)!.AsObject() }).Text);

    [Fact]
    public void A_message_that_was_removed_is_told_of_beside_what_is_left_of_it()
    {
        var left = new WahaText("", Ann).ToPayload(Now);
        var payload = new JsonObject { ["revokedMessageId"] = "3EB0", ["_data"] = left["_data"]!.DeepClone(), ["after"] = left };

        var read = Read("message.revoked", payload);

        Assert.Equal(("[Deleted an earlier message]", Ann), (read.Text, read.Number.ToString()));
    }

    [Theory]
    [InlineData("http://elsewhere.example.com/api/files/wa-1/abc", "/api/files/wa-1/abc")]
    [InlineData("http://gateway/api/files/wa-2/abc", null)]
    [InlineData("http://gateway/api/files/wa-1/../wa-2/abc", null)]
    [InlineData("http://gateway/api/files/wa-1/%2e%2e/sessions", null)]
    [InlineData("http://gateway/api/sessions/wa-1", null)]
    [InlineData("file:///api/files/wa-1/abc", null)]
    [InlineData("/api/files/wa-1/abc", null)]
    [InlineData("", null)]
    public void Of_a_files_address_only_a_path_of_this_session_counts(string url, string? path)
    {
        var media = Read(new WahaText("", Ann) { More = new JsonObject { ["media"] = new JsonObject { ["url"] = url, ["mimetype"] = "image/png; a=b" } } }).Media;

        Assert.Equal(path is null ? [] : [(path, "image/png")], media.Select(one => (one.Url, one.ContentType)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-60, -60)]
    [InlineData(3600, 0)]
    [InlineData(-2_000_000_000, 0)]
    [InlineData(int.MaxValue, 0)]
    public void A_time_is_never_later_than_now_nor_older_than_WhatsApp(int after, int read) =>
        Assert.Equal(Now.AddSeconds(read), Read(new WahaText("Hello", Ann) { After = TimeSpan.FromSeconds(after) }).At);

    [Theory]
    [InlineData("null")]
    [InlineData("\"soon\"")]
    [InlineData("1e300")]
    [InlineData("-1")]
    public void A_time_that_is_none_is_now(string timestamp) =>
        Assert.Equal(Now, Read(new WahaText("Hello", Ann) { More = new JsonObject { ["timestamp"] = JsonNode.Parse(timestamp) } }).At);

    [Fact]
    public void A_WAHA_without_our_data_is_read_by_its_own_members()
    {
        var payload = new WahaText("Hello", null, "123456789012345") { Id = "3EB01", IsFromMe = true }.ToPayload(Now);
        payload["_data"] = new JsonObject();

        var read = Read("message.any", payload);

        Assert.Equal(("3EB01", "123456789012345", true, (string?)null), (read.Id, read.Lid, read.IsFromMe, read.Number?.ToString()));
        Assert.True(read.IsWithPerson);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":7,"from":[],"fromMe":"yes","media":[],"vCards":{},"replyTo":"x","location":"y","_data":"z"}""")]
    [InlineData("""{"_data":{"key":[],"phone":{},"lid":"x@lid","pushName":9}}""")]
    public void Nothing_in_a_payload_keeps_it_from_being_taken(string payload)
    {
        var read = Read("message.any", JsonNode.Parse(payload)!.AsObject());

        Assert.Equal(("evt_1", Now), (read.Id, read.At));
        Assert.NotEqual("", read.Text);
        Assert.Equal("name:unknown", read.ToInbound(Account).SenderIdentity);
    }

    [Fact]
    public void Too_long_texts_and_names_are_cut_and_no_pair_of_letters_is_split()
    {
        var read = Read(new WahaText(string.Concat(Enumerable.Repeat("😀", 40_000)), Ann) { Name = new string('n', 5_000), Id = new string('i', 5_000) });

        Assert.Equal((65_535, 100, "evt_1"), (read.Text.Length, read.Name!.Length, read.Id));
        Assert.False(char.IsHighSurrogate(read.Text[^2]));
    }

    [Theory]
    [InlineData(@"a \ud83d b", "a \ufffd b")]
    [InlineData(@"a \ude00\ud83d b", "a \ufffd\ufffd b")]
    [InlineData(@"a \ud83d\ude00 b", "a 😀 b")]
    [InlineData(@"a \\ud83d b", @"a \ud83d b")]
    [InlineData(@"a \\\ud83d b", "a \\\ufffd b")]
    public void Half_a_pair_of_letters_does_not_make_an_event_unreadable(string escaped, string text)
    {
        var payload = new WahaText("TEXT", Ann).ToPayload(Now).ToJsonString().Replace("TEXT", escaped, StringComparison.Ordinal);
        var body = $$"""{"id":"evt_1","event":"message.any","session":"wa-1","payload":{{payload}}}""";

        Assert.Equal(text, WahaMessage.Read(WahaEvent.Read(Encoding.UTF8.GetBytes(body))!, Link, Now).Text);
    }

    private static Account Account { get; } = new("loc1", "acc-1", "Shop", "tag", Platform.WhatsApp, null, null);

    private static WahaMessage Read(WahaText text) => Read(text.Kind, text.ToPayload(Now));

    private static WahaMessage Read(string kind, JsonObject payload)
    {
        var body = new JsonObject { ["id"] = "evt_1", ["event"] = kind, ["session"] = "wa-1", ["payload"] = payload.DeepClone() };
        return WahaMessage.Read(WahaEvent.Read(Encoding.UTF8.GetBytes(body.ToJsonString()))!, Link, Now);
    }
}
