using Microsoft.Data.Sqlite;

namespace WhatSnap.Companion.Messages;

/// <summary>Which columns this Mac's version of Messages has, and the queries made of them.</summary>
public sealed class ChatSchema
{
    private static readonly string[] Needed =
    [
        "message.guid", "message.text", "message.handle_id", "message.date", "message.is_from_me",
        "handle.id", "chat.guid", "chat.style", "chat.chat_identifier", "chat_message_join.chat_id", "chat_message_join.message_id",
        "attachment.guid", "attachment.filename", "message_attachment_join.message_id", "message_attachment_join.attachment_id",
    ];

    private static readonly string[] Tables = [.. Needed.Select(one => one.Split('.')[0]).Distinct()];

    private static readonly string[] MessageColumns =
    [
        "text", "attributedBody", "date", "is_from_me", "service", "item_type", "associated_message_type", "cache_has_attachments",
        "balloon_bundle_id", "cache_roomnames", "destination_caller_id", "account", "error", "is_sent", "is_delivered", "date_delivered",
        "was_downgraded",
    ];

    private static readonly string[] ChatColumns = ["style", "chat_identifier", "account_login", "last_addressed_handle"];

    private static readonly string[] AttachmentColumns =
        ["guid", "filename", "mime_type", "transfer_name", "total_bytes", "is_sticker", "hide_attachment"];

    private readonly HashSet<string> _columns;

    private ChatSchema(HashSet<string> columns)
    {
        _columns = columns;
        Missing = [.. Needed.Where(one => !columns.Contains(one))];
        SelectMessages = $"""
            SELECT m.ROWID AS row_id, m.guid AS guid, h.id AS handle, c.guid AS chat_guid,
                {Select("message", "m", MessageColumns)}, {Select("chat", "c", ChatColumns)}
            FROM message m
            LEFT JOIN handle h ON h.ROWID = m.handle_id
            LEFT JOIN chat c ON c.ROWID = (SELECT MIN(j.chat_id) FROM chat_message_join j WHERE j.message_id = m.ROWID)
            """;
        SelectAttachments = $"""
            SELECT {Select("attachment", "a", AttachmentColumns)}
            FROM message_attachment_join j JOIN attachment a ON a.ROWID = j.attachment_id
            WHERE j.message_id = @row ORDER BY a.ROWID
            """;
    }

    /// <summary>What there must be and is not, as <c>table.column</c>.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>All that is read of messages, one row each whether or not Messages has joined it to a chat; without a condition.</summary>
    public string SelectMessages { get; }

    /// <summary>The attachments of the message <c>@row</c>.</summary>
    public string SelectAttachments { get; }

    /// <summary>Looks at the tables of an open database.</summary>
    public static ChatSchema Probe(SqliteConnection connection)
    {
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in Tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT name FROM pragma_table_info(@table)";
            command.Parameters.AddWithValue("@table", table);
            using var reader = command.ExecuteReader();
            while (reader.Read()) columns.Add($"{table}.{reader.GetString(0)}");
        }

        return new ChatSchema(columns);
    }

    private string Select(string table, string alias, IEnumerable<string> columns) => string.Join(
        ", ", columns.Select(column => _columns.Contains($"{table}.{column}") ? $"{alias}.{column} AS {column}" : $"NULL AS {column}"));
}
