using System.Collections.Concurrent;

namespace WhatSnap.Bench.Chaos;

/// <summary>One post of a message.</summary>
internal sealed record Attempt(DateTimeOffset At, string Host, bool IsRepeat, string Result);

/// <summary>One fault of a host, or the start of one.</summary>
internal sealed record HostFault(DateTimeOffset From, DateTimeOffset To, string Host, bool IsKill);

/// <summary>All that is known of one message on the sender's side.</summary>
internal sealed class TextTrace(PlannedText planned, int position)
{
    private readonly Lock _gate = new();
    private readonly List<Attempt> _attempts = [];
    private DateTimeOffset? _acceptedAt;

    public PlannedText Planned => planned;

    public string Sid => planned.Message.Sid;

    public string Sender => planned.Message.From;

    /// <summary>Its place among the messages of its sender.</summary>
    public int Position => position;

    /// <summary>When the first 2xx came.</summary>
    public DateTimeOffset? AcceptedAt
    {
        get { lock (_gate) return _acceptedAt; }
    }

    public IReadOnlyList<Attempt> Attempts
    {
        get { lock (_gate) return [.. _attempts]; }
    }

    public void Add(Attempt attempt, DateTimeOffset? acceptedAt)
    {
        lock (_gate)
        {
            _attempts.Add(attempt);
            _acceptedAt ??= acceptedAt;
        }
    }
}

/// <summary>What happened in a run, in the order of happening.</summary>
internal sealed class Journal(IReadOnlyList<IReadOnlyList<PlannedText>> plan)
{
    private readonly ConcurrentQueue<HostFault> _faults = new();
    private int _repeats;

    /// <summary>A list for each sender.</summary>
    public IReadOnlyList<IReadOnlyList<TextTrace>> Senders { get; } =
        [.. plan.Select(texts => texts.Select((text, position) => new TextTrace(text, position)).ToList())];

    public IEnumerable<TextTrace> Texts => Senders.SelectMany(texts => texts);

    public IReadOnlyList<HostFault> Faults => [.. _faults];

    public int Repeats => Volatile.Read(ref _repeats);

    public void Add(HostFault fault) => _faults.Enqueue(fault);

    public void CountRepeat() => Interlocked.Increment(ref _repeats);
}
