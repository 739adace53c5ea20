using Microsoft.Data.Sqlite;

namespace WhatSnap.Companion.Messages;

/// <summary>Makes records of what <see cref="ChatSchema"/>'s queries give, whatever type a column's value has.</summary>
internal static class ChatRowReader
{
    /// <summary>Files that Messages keeps for a link's preview or an app's message.</summary>
    private const string OfMessagesItself = ".pluginPayloadAttachment";

    private static readonly string[] OwnAddresses = ["destination_caller_id", "account", "account_login", "last_addressed_handle"];

    public static ChatRow Message(SqliteDataReader reader) => new()
    {
        RowId = Number(reader, "row_id"),
        Id = Text(reader, "guid") ?? "",
        Text = Text(reader, "text"),
        AttributedBody = reader["attributedBody"] as byte[],
        Date = Number(reader, "date"),
        IsFromMe = Number(reader, "is_from_me") != 0,
        Service = Text(reader, "service"),
        ItemType = Number(reader, "item_type"),
        AssociatedType = Number(reader, "associated_message_type"),
        HasAttachments = Number(reader, "cache_has_attachments") != 0,
        Balloon = Text(reader, "balloon_bundle_id"),
        RoomName = Text(reader, "cache_roomnames"),
        Error = Number(reader, "error"),
        IsSent = reader["is_sent"] is DBNull || Number(reader, "is_sent") != 0,
        IsDelivered = Number(reader, "is_delivered") != 0 || Number(reader, "date_delivered") != 0,
        WasDowngraded = Number(reader, "was_downgraded") != 0,
        Handle = Text(reader, "handle"),
        ChatGuid = Text(reader, "chat_guid"),
        ChatStyle = Number(reader, "style"),
        ChatIdentifier = Text(reader, "chat_identifier"),
        OwnAddresses =
        [
            .. OwnAddresses.Select(column => Text(reader, column)).OfType<string>().Select(WithoutKind),
        ],
    };

    public static MacAttachment Attachment(SqliteDataReader reader, string home)
    {
        var name = Text(reader, "transfer_name");
        return new MacAttachment(
            Text(reader, "guid") ?? "",
            Expanded(Text(reader, "filename"), home),
            Text(reader, "mime_type"),
            name,
            Number(reader, "total_bytes"),
            Number(reader, "is_sticker") != 0,
            Number(reader, "hide_attachment") != 0 || name?.EndsWith(OfMessagesItself, StringComparison.OrdinalIgnoreCase) == true);
    }

    private static string? Expanded(string? path, string home) =>
        path?.StartsWith("~/", StringComparison.Ordinal) == true ? Path.Combine(home, path[2..]) : path;

    /// <summary>Accounts are written with a letter for their kind: <c>E:</c> before an e-mail address, <c>P:</c> before a number.</summary>
    private static string WithoutKind(string address) => address.Length > 2 && address[1] == ':' ? address[2..] : address;

    private static string? Text(SqliteDataReader reader, string column)
    {
        var ordinal = reader.GetOrdinal(column);
        return reader.IsDBNull(ordinal) || reader.GetString(ordinal) is not { Length: > 0 } text ? null : text;
    }

    private static long Number(SqliteDataReader reader, string column)
    {
        var ordinal = reader.GetOrdinal(column);
        return reader.IsDBNull(ordinal) ? 0 : reader.GetInt64(ordinal);
    }
}
