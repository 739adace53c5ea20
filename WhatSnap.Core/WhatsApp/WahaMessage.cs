using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// What an event tells of a message. Anything in it may come from a stranger, and an event that is refused comes again for ever: so
/// whatever can't be read has a value in its place.
/// </summary>
/// <param name="Id">WhatsApp's id; the event's, where it has none.</param>
/// <param name="Chat">The chat that it belongs to, as <c>digits@c.us</c>, <c>digits@lid</c> or <c>digits@g.us</c>, a group; empty where it can't be told.</param>
/// <param name="IsFromMe">True when the account itself wrote it.</param>
public sealed partial record WahaMessage(string Id, string Chat, bool IsFromMe)
{
    private const string PersonByLid = "@lid";
    private const string Unknown = "unknown";
    private const string AnyType = "application/octet-stream";
    private const int LongestId = 200;
    private const int LongestName = 100;
    private const int LongestType = 255;

    /// <summary>No message of WhatsApp is older.</summary>
    private static readonly DateTimeOffset Earliest = new(2009, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>True when it was sent by a call, not typed on the phone.</summary>
    public bool IsFromApi { get; private init; }

    /// <summary>True for what stands in the place of a text that may still come.</summary>
    private bool IsUnread { get; init; }

    /// <summary>True where the gateway has no more than its beginning.</summary>
    internal bool IsCut { get; private init; }

    /// <summary>True where there is nothing to show of it, and nothing says why.</summary>
    internal bool IsEmpty { get; private init; }

    /// <summary>The number of the person at the other end; null where WhatsApp hides it.</summary>
    public PhoneNumber? Number { get; private init; }

    /// <summary>WhatsApp's id of that person; that of the group, where it is one.</summary>
    public string? Lid { get; private init; }

    /// <summary>The name that the writer gave themself; a group's subject.</summary>
    public string? Name { get; private init; }

    public string Text { get; private init; } = "";

    public IReadOnlyList<InboundMedia> Media { get; private init; } = [];

    public DateTimeOffset At { get; private init; }

    /// <summary>False for groups, broadcasts, statuses and channels.</summary>
    public bool IsWithPerson => Chat.Length == 0 || IsPerson(Chat);

    public bool IsInGroup => GroupForm().IsMatch(Chat);

    public override string ToString() => $"message {Id}";

    /// <param name="received">The event.</param>
    /// <param name="link">The account's session: files of others are not taken.</param>
    /// <param name="now">The latest time that a message may have.</param>
    public static WahaMessage Read(WahaEvent received, WhatsAppLink link, DateTimeOffset now)
    {
        // What was removed is told of beside what is left of it.
        var payload = received.Payload;
        var frame = received.Kind == WahaEvent.Revoked && payload.Member("after").ValueKind == JsonValueKind.Object ? payload.Member("after") : payload;
        var data = payload.Member("_data");
        var key = data.Member("key");
        var parts = (frame.Text("id") ?? "").Split('_');
        var isFromMe = frame.IsTrue("fromMe") || key.IsTrue("fromMe");
        var chat = key.Text("remoteJid") ?? parts.ElementAtOrDefault(1) ?? frame.Text(isFromMe ? "to" : "from") ?? "";
        string?[] names = [data.Text("phone"), data.Text("lid"), chat, key.Text("remoteJidAlt")];
        var media = MediaOf(frame, link);
        var text = WhatsAppText.Of(received, frame, media) + (data.IsTrue("isCut") ? "\n" + WhatsAppText.OnlyBeginning : "");
        var message = new WahaMessage(IdOf(key.Text("id") ?? parts.ElementAtOrDefault(2), received), chat, isFromMe)
        {
            IsFromApi = frame.Text("source") == "api",
            IsUnread = received.Kind == WahaEvent.Waiting,
            IsCut = data.IsTrue("isCut"),
            IsEmpty = text == WhatsAppText.CannotShow,
            Number = names.Select(WahaSession.NumberOf).FirstOrDefault(number => number is not null),
            Lid = names.Select(LidOf).FirstOrDefault(lid => lid is not null),
            Name = isFromMe ? null : PlainText.Line(data.Text("pushName"), LongestName),
            Text = text,
            Media = media is null ? [] : [media],
            At = TimeOf(frame, now),
        };
        return message.IsInGroup
            ? message with
            {
                Number = null,
                Lid = chat,
                Name = PlainText.Line(data.Text("subject"), LongestName),
                Text = isFromMe ? text : WhatsAppText.By(AuthorOf(frame, data), text),
            }
            : message;
    }

    /// <summary>Who wrote in a group: the name, else the number.</summary>
    private static string AuthorOf(JsonElement frame, JsonElement data)
    {
        string?[] names = [frame.Text("participant"), data.Member("key").Text("participant"), data.Member("key").Text("participantAlt")];
        return PlainText.Line(data.Text("pushName"), LongestName)
            ?? names.Select(WahaSession.NumberOf).FirstOrDefault(number => number is not null)?.ToString()
            ?? "Somebody";
    }

    /// <summary>The message as the account's location gets it.</summary>
    public InboundMessage ToInbound(Account account) => new(
        account.LocationId, account.AccountId, MarkerId, SenderText, Name, Text, Media, At)
    {
        Lid = Lid,
        IsFromAccount = IsFromMe,
    };

    /// <summary>The text has the message's id; what told of it before must not make it a duplicate.</summary>
    private string MarkerId => (IsFromMe ? "own." : "") + (IsUnread ? "unread." : "") + Id;

    private string SenderText => Number?.ToString() ?? (Lid is not null ? "" : Chat.Split('@')[0] is { Length: > 0 } name ? name : Unknown);

    private static bool IsPerson(string chat) =>
        chat.EndsWith("@c.us", StringComparison.Ordinal) || chat.EndsWith("@s.whatsapp.net", StringComparison.Ordinal)
        || chat.EndsWith(PersonByLid, StringComparison.Ordinal);

    private static string IdOf(string? id, WahaEvent received) => id is { Length: > 0 and <= LongestId } ? id : received.Id;

    private static string? LidOf(string? name) => name is not null && LidForm().Match(name) is { Success: true } match ? match.Groups["lid"].Value : null;

    private static DateTimeOffset TimeOf(JsonElement frame, DateTimeOffset now)
    {
        if (frame.Number("timestamp") is not { } seconds || seconds < Earliest.ToUnixTimeSeconds() || seconds > now.ToUnixTimeSeconds()) return now;
        return DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    private static InboundMedia? MediaOf(JsonElement frame, WhatsAppLink link)
    {
        var media = frame.Member("media");
        if (WhatsAppMedia.PathOf(link, media.Text("url") ?? frame.Text("mediaUrl")) is not { } path) return null;
        var type = media.Text("mimetype") is { Length: <= LongestType } given && MediaTypeHeaderValue.TryParse(given, out var parsed)
            ? parsed.MediaType
            : null;
        return new InboundMedia(path, type ?? AnyType);
    }

    [GeneratedRegex(@"^[0-9-]{5,40}@g\.us\z")]
    private static partial Regex GroupForm();

    [GeneratedRegex(@"^(?<lid>[0-9]{5,20})(:[0-9]+)?@lid\z")]
    private static partial Regex LidForm();
}
