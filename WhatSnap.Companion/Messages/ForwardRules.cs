namespace WhatSnap.Companion.Messages;

/// <summary>Which rows are messages between this Mac's user and one other person, when they are complete, and what they say.</summary>
internal static class ForwardRules
{
    private const long GroupStyle = 43;

    /// <summary>Types of an app's message, such as a game's move: all others above 0 say something about another message.</summary>
    private static readonly long[] Messages = [0, 2, 3];

    /// <summary>False for changes of a group, shared locations, reactions, stickers on a bubble, votes, and whatever belongs to a group.</summary>
    public static bool IsMessage(ChatRow row) =>
        row.ItemType == 0 && Messages.Contains(row.AssociatedType) && row.ChatStyle != GroupStyle && row.RoomName is null;

    /// <summary>Messages writes the row first, and its chat, the other side and files after it.</summary>
    public static bool IsComplete(ChatRow row, IReadOnlyList<MacAttachment> attachments) =>
        row.ChatGuid is not null
        && PeerOf(row) is not null
        && (!row.HasAttachments || attachments.Count > 0)
        && attachments.All(one => one.IsHidden || one.IsHere);

    public static MacMessage MessageOf(ChatRow row, IReadOnlyList<MacAttachment> attachments) => new(
        row.Id, row.IsFromMe, PeerOf(row), row.ChatGuid, row.Service,
        TextOf(row, attachments.Any(one => !one.IsHidden)), AppleDate.Read(row.Date), attachments)
    {
        OwnAddress = row.OwnAddresses.FirstOrDefault(one => one.StartsWith('+') || one.Contains('@', StringComparison.Ordinal)),
    };

    private static string? PeerOf(ChatRow row) => row.Handle ?? row.ChatIdentifier;

    private static string TextOf(ChatRow row, bool hasFiles)
    {
        var text = row switch
        {
            { Text: { } plain } => AttributedBody.WithoutPlaces(plain),
            { AttributedBody: { } styled } => AttributedBody.Decode(styled),
            _ => "",
        };
        return text is null || (text.Length == 0 && !hasFiles) ? MacMessage.Unsupported : text;
    }
}
