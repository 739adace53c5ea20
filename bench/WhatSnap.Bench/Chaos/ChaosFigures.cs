using WhatSnap.Bench.Command;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Chaos;

/// <summary>The figures of one chaos run, as they are printed.</summary>
internal sealed record ChaosFigures
{
    public string Benchmark { get; } = "chaos-inbound";

    public required string Host { get; init; }

    public required int Seed { get; init; }

    public required int Sent { get; init; }

    public required int Accepted { get; init; }

    public required int Repeats { get; init; }

    public required int Kills { get; init; }

    public required int Pauses { get; init; }

    public required int Lost { get; init; }

    public required int Duplicated { get; init; }

    public required int OutOfOrder { get; init; }

    public required int Changed { get; init; }

    public required int DeadLetters { get; init; }

    public required double SlowestRecoveryS { get; init; }

    public required double P95AcceptToCrmS { get; init; }

    public required int CrmCalls { get; init; }

    public required int CrmFaults { get; init; }

    public required double DurationS { get; init; }

    /// <summary>True when the run was ended before its end: the figures are of what there was.</summary>
    public required bool Cut { get; init; }

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
