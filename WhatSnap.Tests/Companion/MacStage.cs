using Microsoft.Extensions.Time.Testing;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Tests.Companion;

/// <summary>A Mac with Messages, and what reads it.</summary>
internal sealed class MacStage : IDisposable
{
    private ReadMessages _reading;

    /// <summary>Starts after the messages that <paramref name="before"/> stores.</summary>
    public MacStage(string[]? schema = null, Action<MacStage>? before = null)
    {
        Chats = new MacChats(schema ?? MacSchemas.Tahoe);
        _reading = Reader(cursor: null);
        before?.Invoke(this);
        Take();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public DateTimeOffset Now => Time.GetUtcNow();

    public MacChats Chats { get; private set; }

    public ChatCursor Cursor => _reading.Cursor!;

    /// <summary>A message of now, as Messages stores it.</summary>
    public long Add(string? text, MacRow? row = null)
    {
        row ??= new MacRow();
        return Chats.Add(row with { Text = text, Date = row.Date ?? Now });
    }

    public ChatBatch? Poll() => _reading.Poll();

    /// <summary>What comes at one poll, taken.</summary>
    public IReadOnlyList<MacMessage> Take()
    {
        if (_reading.Poll() is not { } batch) return [];
        _reading.Taken(batch);
        return batch.Messages;
    }

    public string[] TakeTexts() => [.. Take().Select(message => message.Text)];

    public void Taken(ChatBatch batch) => _reading.Taken(batch);

    /// <summary>The program ends and starts again with the cursor that it kept.</summary>
    public void Restart()
    {
        var kept = _reading.Cursor;
        _reading.Dispose();
        _reading = Reader(kept);
    }

    /// <summary>Messages makes a new database in the place of the old one, while the program does not run.</summary>
    public void Rebuild(Action<MacStage> fill)
    {
        var kept = _reading.Cursor;
        _reading.Dispose();
        Chats.Dispose();
        Chats = new MacChats(MacSchemas.Tahoe);
        fill(this);
        _reading = Reader(kept);
    }

    public void Dispose()
    {
        _reading.Dispose();
        Chats.Dispose();
    }

    private ReadMessages Reader(ChatCursor? cursor) => new(Chats.Path, Chats.Home, cursor, Time);
}
