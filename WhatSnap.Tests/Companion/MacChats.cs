using System.Globalization;
using Microsoft.Data.Sqlite;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Tests.Companion;

/// <summary>
/// A folder with Messages' database, as a version of Messages makes it; the connection that writes stays open, so that what it wrote
/// stands in the write-ahead log alone.
/// </summary>
internal sealed class MacChats : IDisposable
{
    private const string Peer = "+15005550101";

    private readonly SqliteConnection _writer;

    public MacChats(string[] schema)
    {
        Home = Directory.CreateTempSubdirectory("whatsnap-mac").FullName;
        Directory.CreateDirectory(Folder);
        _writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        _writer.Open();
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA wal_autocheckpoint = 0");
        foreach (var table in schema) Run($"CREATE TABLE {table}");
    }

    public string Home { get; }

    public string Folder => System.IO.Path.Combine(Home, "Library/Messages");

    public string Path => System.IO.Path.Combine(Folder, "chat.db");

    /// <summary>Stores a message as Messages does, joined to its chat, and gives its row.</summary>
    public long Add(MacRow row)
    {
        var peer = row.Peer ?? Peer;
        var handle = row.Peer == "" ? 0 : Handle(peer);
        var rowId = Insert("message", new Dictionary<string, object?>(row.More)
        {
            ["ROWID"] = row.RowId,
            ["guid"] = row.Guid ?? Guid.NewGuid().ToString().ToUpperInvariant(),
            ["text"] = row.Text,
            ["attributedBody"] = row.Body,
            ["handle_id"] = handle,
            ["service"] = "iMessage",
            ["date"] = row.RawDate ?? (row.Date is { } date ? AppleDate.Nanoseconds(date) : 0),
            ["is_from_me"] = row.IsFromMe ? 1 : 0,
            ["cache_has_attachments"] = row.HasAttachments ? 1 : 0,
        });
        if (row.IsJoined) Join(rowId, row.IsGroup ? "chat42" : peer, row.IsGroup);
        return rowId;
    }

    public void Join(long rowId, string identifier = Peer, bool isGroup = false)
    {
        var guid = (isGroup ? "any;+;" : "any;-;") + identifier;
        var chat = Scalar("SELECT ROWID FROM chat WHERE guid = $guid", ("$guid", guid)) as long? ?? Insert("chat", new()
        {
            ["guid"] = guid,
            ["style"] = isGroup ? 43 : 45,
            ["chat_identifier"] = identifier,
        });
        Insert("chat_message_join", new() { ["chat_id"] = chat, ["message_id"] = rowId });
    }

    /// <summary>Joins a file to a message; the file itself is there only when <paramref name="isHere"/>.</summary>
    public string Attach(long rowId, string name = "photo.jpeg", bool isHere = true, params (string Column, object? Value)[] more)
    {
        var path = System.IO.Path.Combine("Library/Messages/Attachments", rowId.ToString(CultureInfo.InvariantCulture), name);
        if (isHere) Arrive(path);
        var columns = new Dictionary<string, object?>
        {
            ["guid"] = $"at_{rowId}_{name}",
            ["filename"] = "~/" + path,
            ["mime_type"] = "image/jpeg",
            ["transfer_name"] = name,
            ["total_bytes"] = 3,
        };
        foreach (var (column, value) in more) columns[column] = value;
        Insert("message_attachment_join", new() { ["message_id"] = rowId, ["attachment_id"] = Insert("attachment", columns) });
        return path;
    }

    public void Arrive(string path)
    {
        var whole = System.IO.Path.Combine(Home, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(whole)!);
        File.WriteAllBytes(whole, [1, 2, 3]);
    }

    public void Run(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _writer.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private long Handle(string id) => Scalar("SELECT ROWID FROM handle WHERE id = $id", ("$id", id)) as long?
        ?? Insert("handle", new() { ["id"] = id, ["service"] = "iMessage" });

    private long Insert(string table, Dictionary<string, object?> columns)
    {
        var values = columns.Select((one, index) => ($"$p{index}", one.Value)).ToArray();
        Scalar($"INSERT INTO {table} ({string.Join(", ", columns.Keys)}) VALUES ({string.Join(", ", values.Select(one => one.Item1))})", values);
        return (long)Scalar("SELECT last_insert_rowid()")!;
    }

    private object? Scalar(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command.ExecuteScalar();
    }
}

/// <summary>A message to store: from the usual customer, joined to its chat, unless it says otherwise.</summary>
internal sealed record MacRow
{
    public string? Text { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>Null is the usual customer, empty nobody.</summary>
    public string? Peer { get; init; }

    public bool IsFromMe { get; init; }

    public DateTimeOffset? Date { get; init; }

    /// <summary>The date as it is stored, instead of <see cref="Date"/>.</summary>
    public long? RawDate { get; init; }

    public string? Guid { get; init; }

    /// <summary>Null is the next one.</summary>
    public long? RowId { get; init; }

    public bool HasAttachments { get; init; }

    public bool IsJoined { get; init; } = true;

    public bool IsGroup { get; init; }

    public Dictionary<string, object?> More { get; init; } = [];
}
