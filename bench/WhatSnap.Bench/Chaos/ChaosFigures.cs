using WhatSnap.Bench.Command;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Chaos;

/// <summary>The figures of one chaos run, as they are printed.</summary>
internal sealed record ChaosFigures : RunFigures
{
    public override string Benchmark { get; } = "chaos-inbound";

    public required int DeadLetters { get; init; }

    public required double SlowestRecoveryS { get; init; }

    public required double P95AcceptToCrmS { get; init; }

    public static ChaosFigures Of(
        ChaosOptions options, string host, Journal journal, Verdict verdict, int deadLetters, CallCounts calls,
        TimeSpan duration, bool isCut) => new()
        {
            Host = host,
            Seed = options.Seed,
            Sent = journal.Texts.Count(text => text.Attempts.Count > 0),
            Accepted = journal.Texts.Count(text => text.AcceptedAt is not null),
            Repeats = journal.Repeats,
            Kills = journal.Faults.Kills,
            Pauses = journal.Faults.Pauses,
            Lost = verdict.Lost.Count,
            Duplicated = verdict.Duplicated.Count,
            OutOfOrder = verdict.OutOfOrder.Count,
            Changed = verdict.Changed.Count + verdict.Foreign,
            DeadLetters = deadLetters,
            SlowestRecoveryS = Math.Round(verdict.Took.DefaultIfEmpty(0).Max(), 1),
            P95AcceptToCrmS = Math.Round(Quantile.Of(verdict.Took, 0.95), 2),
            CrmCalls = calls.Total,
            CrmFaults = calls.Total - calls.TotalWithoutInjectedFailures,
            DurationS = Math.Round(duration.TotalSeconds, 1),
            Cut = isCut,
        };
}
