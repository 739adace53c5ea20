using System.Security.Cryptography;
using System.Text;

namespace WhatSnap.Companion.Messages;

/// <summary>By what a message is recognised when Messages stores it once more; holds no text.</summary>
internal sealed record MessageMark(
    string Id, bool IsFromMe, string? Peer, string Content, DateTimeOffset? Date, bool IsLink, bool IsToOneself)
{
    private const string LinkBalloon = "com.apple.messages.URLBalloonProvider";

    /// <summary>Within this time a link with its preview is the link sent before it, and what one sends oneself has come back.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(90);

    public static MessageMark Of(ChatRow row, MacMessage message) => new(
        message.Id, message.IsFromMe, message.Peer?.ToUpperInvariant(), ContentOf(row, message), message.SentAt,
        row.Balloon == LinkBalloon && message.Text is not (MacMessage.Unsupported or ""),
        row.OwnAddresses.Contains(message.Peer, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// The same row; or the same content and date under a new id, as iCloud stores old messages again; or a link's row with the preview;
    /// or the other one of the two rows of a message to oneself.
    /// </summary>
    public bool Repeats(MessageMark earlier)
    {
        if (Id == earlier.Id) return true;
        if (Peer != earlier.Peer || Content != earlier.Content || Date is not { } date || earlier.Date is not { } before) return false;

        var isNear = (date - before).Duration() <= Near;
        return IsFromMe == earlier.IsFromMe
            ? date == before || (IsLink && isNear)
            : IsToOneself && earlier.IsToOneself && isNear;
    }

    /// <summary>What can't be read is compared by its bytes, and without any it is like no other.</summary>
    private static string ContentOf(ChatRow row, MacMessage message)
    {
        var text = message.Text == MacMessage.Unsupported ? Convert.ToHexString(row.AttributedBody ?? []) : message.Text;
        var files = message.Attachments.Where(one => !one.IsHidden).Select(one => $"\0{one.Name}\0{one.Size}");
        var content = text + string.Concat(files);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content.Length > 0 ? content : row.Id)));
    }
}
