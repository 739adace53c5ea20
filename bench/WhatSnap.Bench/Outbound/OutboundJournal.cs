using System.Collections.Concurrent;
using WhatSnap.Bench.Chaos;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Outbound;

/// <summary>A contact of the run, and the account whose tag it has.</summary>
internal sealed record RunContact(string Id, string Phone, string AccountNumber);

/// <summary>One message that was written in GoHighLevel, and its way to a host.</summary>
internal sealed record WrittenAnswer(PlannedAnswer Planned, RunContact Contact, string Id, DateTimeOffset At, PostTrace Posts)
{
    public DateTimeOffset? AcceptedAt => Posts.AcceptedAt;

    /// <summary>From here on a host may have had it.</summary>
    public DateTimeOffset FirstPosted => Posts.Attempts.Min(attempt => attempt.At);
}

/// <summary>What happened in an outbound run.</summary>
internal sealed class OutboundJournal
{
    private readonly ConcurrentQueue<WrittenAnswer> _written = new();
    private readonly ConcurrentDictionary<string, PostTrace> _posts = new(StringComparer.Ordinal);

    /// <summary>Every message that was written, in that order.</summary>
    public IReadOnlyList<WrittenAnswer> Written => [.. _written];

    public FaultLog Faults { get; } = new();

    /// <summary>Posts of messages that a host had got already.</summary>
    public int Repeats => _posts.Values.Sum(posts => Math.Max(0, posts.Attempts.Count - 1));

    public void Add(PlannedAnswer planned, RunContact contact, SimulatedMessage message) =>
        _written.Enqueue(new WrittenAnswer(planned, contact, message.Id, message.CommittedAt, PostsOf(message.Id)));

    /// <summary>The posts of a message, which may begin before it is known as written.</summary>
    public PostTrace PostsOf(string messageId) => _posts.GetOrAdd(messageId, _ => new PostTrace());
}
