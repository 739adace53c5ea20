using System.Text.Json.Serialization;

namespace WhatSnap.Bench.Chaos;

/// <summary>What every chaos run prints, in whichever direction its messages go.</summary>
internal abstract record RunFigures
{
    [JsonPropertyOrder(-1)]
    public abstract string Benchmark { get; }

    [JsonPropertyOrder(-1)]
    public required string Host { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Seed { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Sent { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Accepted { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Repeats { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Kills { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Pauses { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Lost { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Duplicated { get; init; }

    [JsonPropertyOrder(-1)]
    public required int OutOfOrder { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Changed { get; init; }

    public required int CrmCalls { get; init; }

    public required int CrmFaults { get; init; }

    public required double DurationS { get; init; }

    /// <summary>True when the run was ended before its end: the figures are of what there was.</summary>
    public required bool Cut { get; init; }
}
