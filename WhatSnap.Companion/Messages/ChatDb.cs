using Microsoft.Data.Sqlite;

namespace WhatSnap.Companion.Messages;

/// <summary>Messages' own database, read only, with what Messages has written but not yet moved out of its write-ahead log.</summary>
public sealed class ChatDb : IDisposable
{
    /// <summary>In seconds; a database that is busy for longer is asked again at the next poll.</summary>
    private const int Timeout = 2;

    private readonly SqliteConnection _connection;
    private readonly ChatSchema _schema;
    private readonly string _home;

    private ChatDb(SqliteConnection connection, ChatSchema schema, string home) =>
        (_connection, _schema, _home) = (connection, schema, home);

    /// <summary>Opens the database.</summary>
    /// <param name="path">The file <c>chat.db</c>.</param>
    /// <param name="home">The user's folder, which <c>~</c> in the paths of attachments means.</param>
    /// <exception cref="SqliteException">It can't be opened or read.</exception>
    /// <exception cref="ChatSchemaException">It lacks what must be there.</exception>
    public static ChatDb Open(string path, string home)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Cache = SqliteCacheMode.Private,
            Pooling = false,
            DefaultTimeout = Timeout,
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            var schema = ChatSchema.Probe(connection);
            return schema.Missing.Count == 0 ? new ChatDb(connection, schema, home) : throw new ChatSchemaException(schema.Missing);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A number that changes when another program has written; it means something only beside one of the same <see cref="ChatDb"/>.</summary>
    public long DataVersion() => (long)Scalar("PRAGMA data_version")!;

    /// <summary>The last row there is, 0 when there is none.</summary>
    public long LastRowId() => Scalar("SELECT MAX(ROWID) FROM message") as long? ?? 0;

    /// <summary>The id of the message of a row; null when there is no such row.</summary>
    public string? GuidOf(long rowId) => Scalar("SELECT guid FROM message WHERE ROWID = @row", ("@row", rowId)) as string;

    /// <summary>The first row with a date later than this; null when there is none.</summary>
    public long? FirstRowLaterThan(DateTimeOffset date) => Scalar(
        $"SELECT MIN(ROWID) FROM message WHERE {Dated(">")}", DateParameters(date)) as long?;

    /// <summary>Rows after a row, in order.</summary>
    public IReadOnlyList<ChatRow> After(long rowId, int limit) => Rows(
        "WHERE m.ROWID > @row ORDER BY m.ROWID LIMIT @limit", ("@row", rowId), ("@limit", limit));

    /// <summary>Rows of this date and later, up to a row, in order.</summary>
    public IReadOnlyList<ChatRow> Since(DateTimeOffset date, long upTo) => Rows(
        $"WHERE m.ROWID <= @row AND {Dated(">=")} ORDER BY m.ROWID", [("@row", upTo), .. DateParameters(date)]);

    /// <summary>Rows after a row that this Mac's user wrote, in order.</summary>
    public IReadOnlyList<ChatRow> SentAfter(long rowId) => Rows("WHERE m.ROWID > @row AND m.is_from_me = 1 ORDER BY m.ROWID", ("@row", rowId));

    /// <summary>The row of a message; null when there is none.</summary>
    public ChatRow? Find(string messageId) => Rows("WHERE m.guid = @guid", ("@guid", messageId)).FirstOrDefault();

    /// <summary>The last message with one person alone that went well; null when there is none.</summary>
    public ChatRow? LastWith(string address) => Rows(
        "WHERE h.id = @address COLLATE NOCASE ORDER BY m.ROWID DESC LIMIT 50", ("@address", address))
        .FirstOrDefault(row => row.Error == 0 && (row.IsSent || !row.IsFromMe) && row.ChatGuid is not null && ForwardRules.IsMessage(row));

    /// <summary>How many rows there are after a row.</summary>
    public long CountAfter(long rowId) => (long)Scalar("SELECT COUNT(*) FROM message WHERE ROWID > @row", ("@row", rowId))!;

    /// <summary>The attachments of a message.</summary>
    public IReadOnlyList<MacAttachment> AttachmentsOf(long rowId)
    {
        using var command = Command(_schema.SelectAttachments, ("@row", rowId));
        using var reader = command.ExecuteReader();
        var read = new List<MacAttachment>();
        while (reader.Read()) read.Add(ChatRowReader.Attachment(reader, _home));
        return read;
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Rows of very old systems have seconds, all others nanoseconds.</summary>
    private static string Dated(string comparison) =>
        $"(date {comparison} @nanoseconds OR date < {AppleDate.FirstNanoseconds} AND date {comparison} @seconds)";

    private static (string Name, object Value)[] DateParameters(DateTimeOffset date) =>
        [("@nanoseconds", Math.Max(AppleDate.Nanoseconds(date), AppleDate.FirstNanoseconds)), ("@seconds", AppleDate.Seconds(date))];

    private List<ChatRow> Rows(string condition, params (string Name, object Value)[] parameters)
    {
        using var command = Command($"{_schema.SelectMessages} {condition}", parameters);
        using var reader = command.ExecuteReader();
        var read = new List<ChatRow>();
        while (reader.Read()) read.Add(ChatRowReader.Message(reader));
        return read;
    }

    private object? Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
