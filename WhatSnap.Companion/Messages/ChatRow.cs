namespace WhatSnap.Companion.Messages;

/// <summary>A row of Messages' table of messages as it stands there, with the chat and the person it belongs to.</summary>
/// <remarks>Columns that this Mac's version of Messages does not have are null or 0.</remarks>
public sealed record ChatRow
{
    public required long RowId { get; init; }

    public required string Id { get; init; }

    public string? Text { get; init; }

    public byte[]? AttributedBody { get; init; }

    /// <summary>As stored; <see cref="AppleDate"/> reads it.</summary>
    public long Date { get; init; }

    public bool IsFromMe { get; init; }

    public string? Service { get; init; }

    /// <summary>Not 0: somebody joined or left, or shares their location.</summary>
    public long ItemType { get; init; }

    /// <summary>Not 0: what is said about another message, such as a reaction.</summary>
    public long AssociatedType { get; init; }

    public bool HasAttachments { get; init; }

    /// <summary>What draws the message instead of its text, such as the preview of a link.</summary>
    public string? Balloon { get; init; }

    /// <summary>The group's identifier, which the row itself has before it is joined to its chat.</summary>
    public string? RoomName { get; init; }

    /// <summary>Not 0: Messages could not send it.</summary>
    public long Error { get; init; }

    /// <summary>Whether it has left this Mac; a version of Messages that does not say so is believed.</summary>
    public bool IsSent { get; init; }

    public bool IsDelivered { get; init; }

    /// <summary>Whether what began as an iMessage went as SMS.</summary>
    public bool WasDowngraded { get; init; }

    /// <summary>The other side's number or address.</summary>
    public string? Handle { get; init; }

    public string? ChatGuid { get; init; }

    public long ChatStyle { get; init; }

    public string? ChatIdentifier { get; init; }

    /// <summary>The number or address of this Mac's user that the message came to or went from, in each way that Messages knows it.</summary>
    public required IReadOnlyList<string> OwnAddresses { get; init; }
}
