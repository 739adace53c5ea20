using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices;

/// <summary>One message as a device tells of it. Anything in it may come from a stranger.</summary>
/// <param name="Key">The device's own key for it; the id of the message on a Mac.</param>
/// <param name="IsFromOwner">True when it was written on the device.</param>
/// <param name="Peer">Who is at the other end: a number in E.164 where it is one, else a short code, a name or an address.</param>
/// <param name="Text">The text.</param>
/// <param name="SentAt">When it was written, never later than now.</param>
/// <param name="Files">What was attached, by hash.</param>
public sealed partial record DeviceItem(
    string Key, bool IsFromOwner, string Peer, string Text, DateTimeOffset SentAt, IReadOnlyList<InboundMedia> Files)
{
    internal const string FilePrefix = "device:";
    private const int LongestKey = 200;
    internal const int LongestPeer = 200;
    internal const int MostFiles = 10;
    private const int LongestType = 100;
    private const int LongestName = 100;

    /// <summary>The place of an attachment in a Mac's text.</summary>
    private const char AttachmentMark = '\ufffc';

    /// <summary>True when it was written in a group.</summary>
    public bool IsInGroup { get; private init; }

    /// <summary>The name that the device shows for the other side; null for none.</summary>
    public string? PeerName { get; private init; }

    /// <summary>True for a number that can be a contact's.</summary>
    public bool IsPerson => PhoneNumber.TryParse(Peer, out _);

    /// <summary>True for an e-mail address, by which iMessage names some.</summary>
    public bool IsMailAddress => MailAddresses.IsOne(Peer);

    /// <summary>The key as ids stand in tables.</summary>
    public string MessageId => (IsFromOwner ? "own." : "") + (MarkerKey.IsPlain(Key) ? Key : Keys.Hash(Key));

    public override string ToString() => $"item {MessageId}";

    /// <param name="given">What the device sent.</param>
    /// <param name="country">The country whose numbers may lack their code; null where none is known.</param>
    /// <param name="now">The latest time that a message may have.</param>
    /// <returns>The item; null where it can't be read.</returns>
    public static DeviceItem? Read(JsonElement given, string? country, DateTimeOffset now)
    {
        if (given.Text("key") is not { Length: > 0 and <= LongestKey } key) return null;
        if (given.Text("direction") is not ("in" or "out")) return null;
        var isFromOwner = given.Text("direction") == "out";
        var isInGroup = given.IsTrue("isGroup");
        if (PeerTextOf(given) is not { Length: > 0 and <= LongestPeer } peer) return null;
        if (TimeOf(given.Text("sentAt")) is not { } sentAt || FilesOf(given.Member("attachments")) is not { } files) return null;

        var text = (given.Text("text") ?? "").Replace($"{AttachmentMark}", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
        return new DeviceItem(key, isFromOwner, PeerOf(peer, country), text, sentAt < now ? sentAt : now, files)
        {
            IsInGroup = isInGroup,
            PeerName = isFromOwner ? null : PlainText.Line(given.Text("senderName"), LongestName),
        };
    }

    /// <summary>A message whose device knows neither its key nor its time: equal ones of one minute are one.</summary>
    public static DeviceItem? Simple(JsonElement given, string? country, DateTimeOffset now)
    {
        if (given.Text("from")?.Trim() is not { Length: > 0 and <= LongestPeer } from || given.Text("text") is not { } text) return null;
        var peer = PeerOf(from, country);
        var key = Keys.Hash(string.Create(CultureInfo.InvariantCulture, $"{peer}\n{now.ToUnixTimeSeconds() / 60}\n{text}"));
        return new DeviceItem($"simple-{key}", false, peer, text, now, []);
    }

    /// <summary>A message that came to a phone whose app has no lasting key of it: the sender's words at a moment are one message.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="text">The text.</param>
    /// <param name="at">When the phone received it, to the millisecond.</param>
    /// <param name="files">What came with it.</param>
    /// <param name="country">The country whose numbers may lack their code; null where none is known.</param>
    /// <param name="now">The latest time that a message may have.</param>
    public static DeviceItem Received(string from, string text, DateTimeOffset at, IReadOnlyList<InboundMedia> files, string? country, DateTimeOffset now)
    {
        var peer = PeerOf(from.Trim(), country);
        var key = Keys.Hash(string.Create(CultureInfo.InvariantCulture, $"{peer}\n{at.ToUnixTimeMilliseconds()}\n{string.Join(' ', files.Select(file => file.Url))}\n{text}"));
        return new DeviceItem($"received-{key}", false, peer, text.Replace("\0", "", StringComparison.Ordinal), at < now ? at : now, files);
    }

    /// <summary>A file by its hash, with the type that was told.</summary>
    public static InboundMedia FileOf(string hash, string? type) =>
        new(FilePrefix + hash, type is { Length: <= LongestType } && TypeForm().IsMatch(type) ? type : Attachment.UnknownType);

    /// <summary>The SHA-256 of a file, in hex.</summary>
    internal static string HashOf(InboundMedia file) => file.Url[FilePrefix.Length..];

    /// <summary>True for an item that says neither whom it is from or to, nor in which group it was written.</summary>
    internal static bool IsWithoutPeer(JsonElement given) => given.ValueKind == JsonValueKind.Object && PeerTextOf(given) is not { Length: > 0 };

    private static string? PeerTextOf(JsonElement given) =>
        (given.Text(given.Text("direction") == "out" ? "to" : "from") ?? (given.IsTrue("isGroup") ? given.Text("chatKey") : null))?.Trim();

    /// <summary>An address in whatever case is one address.</summary>
    private static string PeerOf(string text, string? country) => PhoneNumber.TryParse(text, country, out var number) ? number.ToString()
        : text.Contains('@', StringComparison.Ordinal) ? text.ToLowerInvariant() : text;

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null;

    private static List<InboundMedia>? FilesOf(JsonElement given)
    {
        if (given.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return [];
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() > MostFiles) return null;
        List<InboundMedia> files = [];
        foreach (var one in given.EnumerateArray())
        {
            if (one.Text("sha256") is not { } hash || !HashForm().IsMatch(hash)) return null;
            files.Add(FileOf(hash, one.Text("type")));
        }

        return files;
    }

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    internal static partial Regex HashForm();

    [GeneratedRegex(@"^[a-z]+/[a-z0-9.+-]+\z")]
    private static partial Regex TypeForm();
}
