namespace WhatSnap.Bench.Chaos;

/// <summary>All that is known of one message on the sender's side.</summary>
internal sealed class TextTrace(PlannedText planned, int position) : PostTrace
{
    public PlannedText Planned => planned;

    public string Sid => planned.Message.Sid;

    public string Sender => planned.Message.From;

    /// <summary>Its place among the messages of its sender.</summary>
    public int Position => position;
}

/// <summary>What happened in a run, in the order of happening.</summary>
internal sealed class Journal(IReadOnlyList<IReadOnlyList<PlannedText>> plan)
{
    private int _repeats;

    /// <summary>A list for each sender.</summary>
    public IReadOnlyList<IReadOnlyList<TextTrace>> Senders { get; } =
        [.. plan.Select(texts => texts.Select((text, position) => new TextTrace(text, position)).ToList())];

    public IEnumerable<TextTrace> Texts => Senders.SelectMany(texts => texts);

    public FaultLog Faults { get; } = new();

    public int Repeats => Volatile.Read(ref _repeats);

    public void CountRepeat() => Interlocked.Increment(ref _repeats);
}
