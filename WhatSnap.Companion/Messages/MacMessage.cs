namespace WhatSnap.Companion.Messages;

/// <summary>One message of this Mac, ready to be forwarded.</summary>
/// <param name="Id">Messages' own id, the key by which a repeat is recognised.</param>
/// <param name="IsFromMe">Whether the Mac's user wrote it, here or on another of their devices.</param>
/// <param name="Peer">The other side's number or address; null where Messages has not said whose it is.</param>
/// <param name="ChatGuid">The chat; null while Messages has not said which.</param>
/// <param name="Service">iMessage, SMS or RCS.</param>
/// <param name="Text">The text; empty when there are attachments alone, <see cref="Unsupported"/> when it could not be read.</param>
/// <param name="SentAt">The true date; null where Messages has none.</param>
/// <param name="Attachments">Without those that Messages itself does not show.</param>
public sealed record MacMessage(
    string Id, bool IsFromMe, string? Peer, string? ChatGuid, string? Service, string Text, DateTimeOffset? SentAt,
    IReadOnlyList<MacAttachment> Attachments)
{
    /// <summary>Stands for a text that could not be read, so that people see that somebody wrote.</summary>
    public const string Unsupported = "[unsupported message]";

    /// <summary>The number or address of this Mac's user that it came to or went from; null where Messages does not say.</summary>
    public string? OwnAddress { get; init; }
}

/// <summary>A file of a message.</summary>
/// <param name="Id">Messages' own id.</param>
/// <param name="Path">The whole path; null while Messages has none.</param>
/// <param name="MimeType">As Messages says; null when it does not know.</param>
/// <param name="Name">The name that it was sent under.</param>
/// <param name="Size">In bytes, as Messages says.</param>
/// <param name="IsSticker">Whether it is a sticker.</param>
/// <param name="IsHidden">Whether Messages keeps it for itself, such as the picture of a link's preview.</param>
public sealed record MacAttachment(
    string Id, string? Path, string? MimeType, string? Name, long Size, bool IsSticker, bool IsHidden)
{
    /// <summary>Whether its file has been downloaded.</summary>
    public bool IsHere => Path is not null && File.Exists(Path);
}
