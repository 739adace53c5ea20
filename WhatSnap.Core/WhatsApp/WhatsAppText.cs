using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>The text that a person reads for a message of any kind: nothing that came is shown as nothing.</summary>
internal static partial class WhatsAppText
{
    public const string CannotShow = "[A message came that WhatSnap can't show. Open WhatsApp on the phone to see it.]";
    public const string Unread = "[A message could not be read yet. Open WhatsApp on the phone to see it.]";
    public const string NoFile = "[An attachment came that could not be loaded. Open WhatsApp on the phone to see it.]";

    public const string OnlyBeginning = "[Only the beginning of this message could be brought in. Open WhatsApp on the phone to see all of it.]";

    /// <summary>As long as WhatsApp lets a text be.</summary>
    private const int Longest = 65_536;

    private const int LongestLine = 200;
    private const int LongestQuote = 200;
    private const int MostCards = 10;

    /// <param name="received">The event.</param>
    /// <param name="frame">The message in it.</param>
    /// <param name="media">Its file, where it has one that can be fetched.</param>
    public static string Of(WahaEvent received, JsonElement frame, InboundMedia? media)
    {
        var body = PlainText.Of(frame.Text("body"), Longest);
        return received.Kind switch
        {
            WahaEvent.Reaction => Reaction(received.Payload.Member("reaction")),
            WahaEvent.Revoked => "[Deleted an earlier message]",
            WahaEvent.Waiting => Unread,
            WahaEvent.Edited => $"[Changed an earlier message to:]\n{body}",
            _ => Quote(frame.Member("replyTo")) + Content(frame, body, media),
        };
    }

    /// <summary>A text of a group, which says who wrote it.</summary>
    public static string By(string author, string text) => text.Contains('\n', StringComparison.Ordinal) ? $"{author}:\n{text}" : $"{author}: {text}".TrimEnd();

    private static string Reaction(JsonElement reaction) =>
        PlainText.Line(reaction.Text("text"), LongestLine) is { } sign ? $"[Reacted to an earlier message: {sign}]" : "[Took back a reaction]";

    private static string Quote(JsonElement replied)
    {
        if (replied.ValueKind != JsonValueKind.Object) return "";
        return $"> {PlainText.Line(replied.Text("body"), LongestQuote) ?? "[an earlier message]"}\n";
    }

    private static string Content(JsonElement frame, string body, InboundMedia? media)
    {
        if (frame.Member("location") is { ValueKind: JsonValueKind.Object } location) return Location(location, body);
        if (Cards(frame) is { Length: > 0 } cards) return cards;
        if (media is null && frame.IsTrue("hasMedia")) return body.Length == 0 ? NoFile : $"{body}\n{NoFile}";
        if (media is not null && PlainText.Line(frame.Member("media").Text("filename"), LongestLine) is { } name) return $"{body}\n[File: {name}]".TrimStart('\n');
        return body.Length > 0 || media is not null ? body : CannotShow;
    }

    private static string Location(JsonElement location, string body)
    {
        var name = PlainText.Line(location.Text("name") ?? body, LongestLine);
        var words = string.Join(", ", new[] { name, PlainText.Line(location.Text("address"), LongestLine) }.OfType<string>());
        var kind = location.IsTrue("live") ? "[Live location]" : "[Location]";
        var map = Degrees(location, "latitude") is { } latitude && Degrees(location, "longitude") is { } longitude
            ? $"\nhttps://maps.google.com/?q={latitude},{longitude}"
            : "";
        return $"{kind} {words}".TrimEnd() + map;
    }

    private static string? Degrees(JsonElement location, string name) =>
        double.TryParse(location.Text(name) ?? location.Member(name).ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
            && Math.Abs(degrees) <= 180
            ? degrees.ToString("0.######", CultureInfo.InvariantCulture)
            : null;

    private static string Cards(JsonElement frame)
    {
        var cards = frame.Items("vCards").ToList();
        var lines = cards.Take(MostCards).Select(card => Card(PlainText.Of(card.TextOr(""), Longest)));
        return string.Join('\n', cards.Count > MostCards ? lines.Append($"[and {cards.Count - MostCards} more]") : lines);
    }

    private static string Card(string card)
    {
        var name = PlainText.Line(CardName().Match(card).Groups["value"].Value, LongestLine);
        var numbers = CardNumber().Matches(card).Take(MostCards).Select(match => PlainText.Line(match.Groups["value"].Value, LongestLine)).OfType<string>();
        return $"[Contact card] {string.Join(", ", new[] { name }.OfType<string>().Concat(numbers))}".TrimEnd();
    }

    [GeneratedRegex(@"^FN[^:\n]*:(?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex CardName();

    [GeneratedRegex(@"^(item\d+\.)?TEL[^:\n]*:(?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex CardNumber();
}
