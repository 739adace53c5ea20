using Microsoft.Data.Sqlite;

namespace WhatSnap.Companion.Messages;

/// <summary>
/// Gives each message that comes or goes on this Mac, in the order in which Messages stored them, until the caller says that it was taken.
/// </summary>
/// <param name="path">Messages' database.</param>
/// <param name="home">The user's folder.</param>
/// <param name="cursor">How far was taken; null at the first start, which gives nothing of what was there before.</param>
/// <param name="time">The clock.</param>
public sealed class ReadMessages(string path, string home, ChatCursor? cursor, TimeProvider time) : IDisposable
{
    /// <summary>How often a row is looked at before it is given as it is, without its chat or its files.</summary>
    public const int Patience = 5;

    /// <summary>Rows that are read at once.</summary>
    public const int BatchSize = 100;

    /// <summary>After so many polls the file is opened anew: a database put in its place is not seen through the old one.</summary>
    public const int PollsPerOpening = 60;

    /// <summary>Rows that are this much older than what was seen are not new: iCloud stores old messages again, at night too.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(48);

    private ChatDb? _db;
    private long? _version;
    private int _polls;
    private bool _looksAgain;
    private IReadOnlyList<MessageMark>? _taken;
    private Dictionary<long, int> _waits = [];

    /// <summary>Rows of a database that was made anew, up to this one and this date, were taken from the one before it.</summary>
    private (long UpTo, DateTimeOffset Date)? _before;

    /// <summary>How far was taken; null until the first batch was.</summary>
    public ChatCursor? Cursor { get; private set; } = cursor;

    /// <summary>What is there after the cursor; null when nothing is. The same again while it was not taken.</summary>
    /// <exception cref="SqliteException">The database can't be read now.</exception>
    /// <exception cref="ChatSchemaException">Messages was updated to a version that is not understood.</exception>
    public ChatBatch? Poll()
    {
        try
        {
            return Read(Opened());
        }
        catch (SqliteException)
        {
            Close();
            throw;
        }
    }

    /// <summary>Moves the cursor behind a batch: its messages were taken and need not come again.</summary>
    public void Taken(ChatBatch batch)
    {
        Cursor = batch.Next;
        var oldest = batch.Next.Date - Window;
        _taken = _taken is null ? null : [.. _taken.Concat(batch.Marks).Where(mark => mark.Date >= oldest)];
        _looksAgain = batch.HasMore;
    }

    public void Dispose() => Close();

    private ChatBatch? Read(ChatDb db)
    {
        var version = db.DataVersion();
        if (version == _version && !_looksAgain) return null;

        // Stays so when what follows fails or its batch is not taken.
        _looksAgain = true;
        if (Cursor is null) return new ChatBatch([], Start(db), [], hasMore: false);

        // A clock that was ahead must not make all that comes old.
        var start = AfterRebuilding(db, Cursor with { Date = Earlier(Cursor.Date, time.GetUtcNow()) });
        _taken ??= Remembered(db, start);
        var batch = Fold(db, start, _taken);
        _version = version;
        if (batch.Next != Cursor) return batch;

        _looksAgain = batch.HasMore;
        return null;
    }

    private ChatDb Opened()
    {
        if (_db is not null && ++_polls < PollsPerOpening) return _db;
        Close();
        return _db = ChatDb.Open(path, home);
    }

    private void Close()
    {
        _db?.Dispose();
        (_db, _version, _polls) = (null, null, 0);
    }

    private ChatCursor Start(ChatDb db)
    {
        var last = db.LastRowId();
        return new ChatCursor(last, db.GuidOf(last), time.GetUtcNow());
    }

    /// <summary>A database that was made anew counts its rows from 1 again: then the date says what is new.</summary>
    private ChatCursor AfterRebuilding(ChatDb db, ChatCursor start)
    {
        var last = db.LastRowId();
        var isSame = last >= start.RowId && (start.Id is null || db.GuidOf(start.RowId) is not { } guid || guid == start.Id);
        if (isSame) return start;

        _before = (last, start.Date);
        _waits.Clear();
        var rowId = db.FirstRowLaterThan(start.Date) - 1 ?? last;
        return start with { RowId = rowId, Id = db.GuidOf(rowId) };
    }

    /// <summary>After a restart, what may come once more is found among the rows that were taken before.</summary>
    private static List<MessageMark> Remembered(ChatDb db, ChatCursor start) =>
    [
        .. db.Since(start.Date - Window, start.RowId).Where(ForwardRules.IsMessage)
            .Select(row => MessageMark.Of(row, ForwardRules.MessageOf(row, db.AttachmentsOf(row.RowId)))),
    ];

    private ChatBatch Fold(ChatDb db, ChatCursor start, IReadOnlyList<MessageMark> taken)
    {
        var now = time.GetUtcNow();
        var oldest = start.Date - Window;
        var (next, messages, marks, waits) = (start, new List<MacMessage>(), new List<MessageMark>(), new Dictionary<long, int>());
        var rows = db.After(start.RowId, BatchSize);
        var isHeld = false;
        foreach (var row in rows)
        {
            var attachments = db.AttachmentsOf(row.RowId);
            var isWanted = ForwardRules.IsMessage(row) && !IsOld(row, oldest);

            // Rows behind one that is held are not given before it, but their own time runs.
            if (isWanted && !ForwardRules.IsComplete(row, attachments))
            {
                waits[row.RowId] = _waits.GetValueOrDefault(row.RowId) + 1;
                isHeld |= waits[row.RowId] < Patience;
            }

            if (isHeld) continue;
            next = new ChatCursor(row.RowId, row.Id, Later(next.Date, Earlier(AppleDate.Read(row.Date) ?? next.Date, now)));
            if (!isWanted) continue;

            var message = ForwardRules.MessageOf(row, attachments);
            var mark = MessageMark.Of(row, message);
            if (taken.Concat(marks).Any(mark.Repeats)) continue;
            messages.Add(message);
            marks.Add(mark);
        }

        _waits = waits;
        return new ChatBatch(messages, next, marks, hasMore: isHeld || rows.Count == BatchSize);
    }

    private bool IsOld(ChatRow row, DateTimeOffset oldest) => AppleDate.Read(row.Date) is { } date
        && (date < oldest || (_before is { } before && row.RowId <= before.UpTo && date <= before.Date));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
