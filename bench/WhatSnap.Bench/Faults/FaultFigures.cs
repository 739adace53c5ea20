using System.Text.Json.Serialization;

namespace WhatSnap.Bench.Faults;

/// <summary>The figures of one cell.</summary>
internal sealed record CellFigures
{
    public required string Dependency { get; init; }

    public required string Kind { get; init; }

    /// <summary>How long the fault lasted.</summary>
    public required double FaultS { get; init; }

    public required int Accepted { get; init; }

    public required double? RecoveryS { get; init; }

    public required int Lost { get; init; }

    public required int Duplicated { get; init; }

    public required int OutOfOrder { get; init; }

    public required int Changed { get; init; }

    public required int GivenUp { get; init; }

    public required int Placeholders { get; init; }

    public required int AlertsRaised { get; init; }

    public required int AlertsCleared { get; init; }

    /// <summary>True when an alert has to come of it, and did not come, or its end did not.</summary>
    [JsonIgnore]
    public bool LacksAlert => HasToTell && (AlertsRaised == 0 || AlertsCleared == 0);

    /// <summary>Whether an alert has to come of it.</summary>
    [JsonIgnore]
    public bool HasToTell { get; init; }
}

/// <summary>The figures of a run of the fault matrix, as they are printed.</summary>
internal sealed record FaultFigures
{
    public string Benchmark { get; } = "faults";

    public required string Host { get; init; }

    public required int Seed { get; init; }

    public required int Lost { get; init; }

    public required int Duplicated { get; init; }

    public required int OutOfOrder { get; init; }

    public required int Changed { get; init; }

    /// <summary>The longest recovery; null when one cell did not recover.</summary>
    public required double? SlowestRecoveryS { get; init; }

    /// <summary>What is to be said of the alerts as a whole.</summary>
    public required string Alerts { get; init; }

    public required IReadOnlyList<CellFigures> Cells { get; init; }

    public required double DurationS { get; init; }

    public required bool Cut { get; init; }
}
