using System.Text.Json.Serialization;
using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Soak;

/// <summary>The figures of a soak, as they are printed.</summary>
internal sealed record SoakFigures
{
    /// <summary>How much more the last fifth of the run may have than its second fifth: the first one warms up.</summary>
    private const double MostGrowth = 1.15;

    /// <summary>Growth below this is no growth: a queue that goes from one message to three.</summary>
    private const int LeastGrowth = 40;

    /// <summary>Fewer samples say nothing about growth.</summary>
    private const int LeastSamples = 10;

    public string Benchmark { get; } = "soak";

    public required string Host { get; init; }

    public required int Seed { get; init; }

    public required double Minutes { get; init; }

    public required double Rate { get; init; }

    /// <summary>Messages per second that really were taken.</summary>
    public required double RateReached { get; init; }

    public required int Sent { get; init; }

    /// <summary>Texts that were due and not posted, because the host was behind.</summary>
    public required int Skipped { get; init; }

    public required int Lost { get; init; }

    public required int Duplicated { get; init; }

    [JsonIgnore]
    public IReadOnlyList<SoakSample> Samples { get; init; } = [];

    /// <summary>Resident memory in the second and in the last fifth of the run.</summary>
    public double MemoryEarlyMb => Early(sample => sample.Load.ResidentMb);

    public double MemoryLateMb => Late(sample => sample.Load.ResidentMb);

    public double MemoryMostMb => Samples.Count == 0 ? 0 : Math.Round(Samples.Max(sample => sample.Load.ResidentMb), 1);

    public double ThreadsEarly => Early(sample => sample.Load.Threads);

    public double ThreadsLate => Late(sample => sample.Load.Threads);

    public double OpenFilesEarly => Early(sample => sample.Load.OpenFiles);

    public double OpenFilesLate => Late(sample => sample.Load.OpenFiles);

    /// <summary>Messages on all queues.</summary>
    public double QueuedEarly => Early(sample => sample.Queued);

    public double QueuedLate => Late(sample => sample.Queued);

    /// <summary>Messages on their way.</summary>
    public double WaitingEarly => Early(sample => sample.Waiting);

    public double WaitingLate => Late(sample => sample.Waiting);

    /// <summary>Lanes that somebody held, at the most.</summary>
    public int LeasesMost => Samples.Max(sample => sample.Leases) ?? 0;

    /// <summary>And when everything had arrived; null when that was not looked at.</summary>
    public required int? LeasesAtEnd { get; init; }

    public required double DurationS { get; init; }

    public required bool Cut { get; init; }

    /// <summary>What fell short, in words.</summary>
    public IEnumerable<string> Missed()
    {
        if (Lost > 0) yield return $"lost {Lost}";
        if (Duplicated > 0) yield return $"duplicated {Duplicated}";
        if (RateReached < Rate * 0.97) yield return $"rate_reached {RateReached} < {Rate}";
        if (LeasesAtEnd is not 0) yield return $"leases_at_end {LeasesAtEnd}";
        if (Cut) yield return "the run was ended before its end";
        if (Samples.Count < LeastSamples)
        {
            yield return "too short to say whether anything grows";
            yield break;
        }

        if (Grows(MemoryEarlyMb, MemoryLateMb)) yield return $"memory grows from {MemoryEarlyMb} to {MemoryLateMb} MB";
        if (Grows(ThreadsEarly, ThreadsLate)) yield return $"threads grow from {ThreadsEarly} to {ThreadsLate}";
        if (Grows(OpenFilesEarly, OpenFilesLate)) yield return $"open files grow from {OpenFilesEarly} to {OpenFilesLate}";
        if (Grows(QueuedEarly, QueuedLate)) yield return $"queues grow from {QueuedEarly} to {QueuedLate}";
        if (Grows(WaitingEarly, WaitingLate)) yield return $"what waits grows from {WaitingEarly} to {WaitingLate}";
    }

    private static bool Grows(double early, double late) => late - early > LeastGrowth && late > early * MostGrowth;

    private double Early(Func<SoakSample, double> value) => Median(Samples.Skip(Samples.Count / 5).Take(Math.Max(1, Samples.Count / 5)), value);

    private double Late(Func<SoakSample, double> value) => Median(Samples.Skip(Samples.Count * 4 / 5), value);

    private static double Median(IEnumerable<SoakSample> samples, Func<SoakSample, double> value) => Math.Round(Quantile.Of(samples.Select(value), 0.5), 1);
}
