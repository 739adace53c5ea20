using System.Globalization;
using Microsoft.Data.Sqlite;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Local.Simulators.Mac;

/// <summary>A database as Messages keeps it, as far as a text or file goes; what it is told stands there as Messages would write it.</summary>
internal sealed class SimulatedChats : IDisposable
{
    private static readonly string[] Tables =
    [
        """
        message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER DEFAULT 0, attributedBody BLOB,
            service TEXT, error INTEGER DEFAULT 0, date INTEGER, is_from_me INTEGER DEFAULT 0, cache_has_attachments INTEGER DEFAULT 0,
            item_type INTEGER DEFAULT 0, associated_message_type INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, is_delivered INTEGER DEFAULT 0)
        """,
        "handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL)",
        "chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, chat_identifier TEXT)",
        """
        attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, filename TEXT, mime_type TEXT, transfer_name TEXT,
            total_bytes INTEGER DEFAULT 0)
        """,
        "chat_message_join (chat_id INTEGER, message_id INTEGER, PRIMARY KEY (chat_id, message_id))",
        "message_attachment_join (message_id INTEGER, attachment_id INTEGER, UNIQUE (message_id, attachment_id))",
    ];

    private readonly SqliteConnection _connection;

    /// <param name="path">The file, which is made where it is not there.</param>
    public SimulatedChats(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Run("PRAGMA journal_mode = WAL");
        foreach (var table in Tables) Run($"CREATE TABLE IF NOT EXISTS {table}");
    }

    /// <summary>Somebody wrote to the Mac.</summary>
    public void Receive(string from, string text, DateTimeOffset at)
    {
        using var whole = _connection.BeginTransaction();
        Add(from, text, at, isFromMe: false);
        whole.Commit();
    }

    /// <summary>The Mac sent a text or a file, and it was delivered.</summary>
    public void Send(string to, string text, string? file, DateTimeOffset at)
    {
        using var whole = _connection.BeginTransaction();
        var message = Add(to, file is null ? text : "\uFFFC", at, isFromMe: true);
        if (file is not null)
        {
            Run("UPDATE message SET cache_has_attachments = 1 WHERE ROWID = $message", ("$message", message));
            Run(
                "INSERT INTO attachment (guid, filename, transfer_name, total_bytes) VALUES ($guid, $path, $name, $size)",
                ("$guid", NewId()), ("$path", file), ("$name", Path.GetFileName(file)), ("$size", new FileInfo(file).Length));
            Run("INSERT INTO message_attachment_join VALUES ($message, last_insert_rowid())", ("$message", message));
        }

        whole.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private long Add(string peer, string text, DateTimeOffset at, bool isFromMe)
    {
        Run("INSERT OR IGNORE INTO handle (id) VALUES ($peer)", ("$peer", peer));
        Run("INSERT OR IGNORE INTO chat (guid, style, chat_identifier) VALUES ($guid, 45, $peer)", ("$guid", $"any;-;{peer}"), ("$peer", peer));
        Run(
            """
            INSERT INTO message (guid, text, handle_id, service, date, is_from_me, is_sent, is_delivered)
            VALUES ($guid, $text, (SELECT ROWID FROM handle WHERE id = $peer), 'iMessage', $date, $own, $own, $own)
            """,
            ("$guid", NewId()), ("$text", text), ("$peer", peer), ("$date", AppleDate.Nanoseconds(at)), ("$own", isFromMe ? 1 : 0));
        var row = Convert.ToInt64(Run("SELECT last_insert_rowid()"), CultureInfo.InvariantCulture);
        Run(
            "INSERT INTO chat_message_join VALUES ((SELECT ROWID FROM chat WHERE chat_identifier = $peer), $row)", ("$peer", peer), ("$row", row));
        return row;
    }

    private object? Run(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command.ExecuteScalar();
    }

    private static string NewId() => Guid.NewGuid().ToString().ToUpperInvariant();
}
