using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Chaos;

/// <summary>The figures of one chaos run, as they are printed.</summary>
internal sealed record ChaosFigures : RunFigures
{
    private ChaosFigures(ChaosOptions options, ChaosBed bed, FaultLog faults)
        : base(options, bed, faults)
    {
    }

    public override string Benchmark { get; } = "chaos-inbound";

    public required int DeadLetters { get; init; }

    public required double SlowestRecoveryS { get; init; }

    public required double P95AcceptToCrmS { get; init; }

    public static ChaosFigures Of(
        ChaosOptions options, ChaosBed bed, Journal journal, Verdict verdict, int deadLetters) =>
        new(options, bed, journal.Faults)
        {
            Sent = journal.Texts.Count(text => text.Attempts.Count > 0),
            Accepted = journal.Texts.Count(text => text.AcceptedAt is not null),
            Repeats = journal.Repeats,
            Lost = verdict.Lost.Count,
            Duplicated = verdict.Duplicated.Count,
            OutOfOrder = verdict.OutOfOrder.Count,
            Changed = verdict.Changed.Count + verdict.Foreign,
            DeadLetters = deadLetters,
            SlowestRecoveryS = Math.Round(verdict.Took.DefaultIfEmpty(0).Max(), 1),
            P95AcceptToCrmS = Math.Round(Quantile.Of(verdict.Took, 0.95), 2),
        };
}
