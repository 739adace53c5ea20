namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>What a GoHighLevel simulator starts with.</summary>
public sealed record GoHighLevelSimulatorOptions
{
    /// <summary>0 picks a free port on 127.0.0.1.</summary>
    public int Port { get; init; }

    public IReadOnlyList<GoHighLevelLocation> Locations { get; init; } = [];

    public GoHighLevelFaults Faults { get; init; } = new();
}
