using System.Text.Json.Serialization;

namespace WhatSnap.Bench.Chaos;

/// <summary>What every chaos run prints, in whichever direction its messages go.</summary>
internal abstract record RunFigures
{
    protected RunFigures(ChaosOptions options, ChaosBed bed, FaultLog faults)
    {
        var calls = bed.World.GoHighLevel.World.Calls;
        (Host, Seed, Kills, Pauses) = (bed.Kind.Name, options.Seed, faults.Kills, faults.Pauses);
        (CrmCalls, CrmFaults) = (calls.Total, calls.Total - calls.TotalWithoutInjectedFailures);
        (DurationS, Cut) = (Math.Round(bed.Elapsed.TotalSeconds, 1), bed.IsCut);
    }

    [JsonPropertyOrder(-1)]
    public abstract string Benchmark { get; }

    [JsonPropertyOrder(-1)]
    public string Host { get; }

    [JsonPropertyOrder(-1)]
    public int Seed { get; }

    [JsonPropertyOrder(-1)]
    public required int Sent { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Accepted { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Repeats { get; init; }

    [JsonPropertyOrder(-1)]
    public int Kills { get; }

    [JsonPropertyOrder(-1)]
    public int Pauses { get; }

    [JsonPropertyOrder(-1)]
    public required int Lost { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Duplicated { get; init; }

    [JsonPropertyOrder(-1)]
    public required int OutOfOrder { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Changed { get; init; }

    public int CrmCalls { get; }

    public int CrmFaults { get; }

    public double DurationS { get; }

    /// <summary>True when the run was ended before its end: the figures are of what there was.</summary>
    public bool Cut { get; }
}
