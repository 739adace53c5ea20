using WhatSnap.Bench.Chaos;

namespace WhatSnap.Bench.Devices;

/// <summary>The figures of one run with devices, as they are printed.</summary>
internal sealed record DeviceFigures : RunFigures
{
    public DeviceFigures(ChaosOptions options, ChaosBed bed, FaultLog faults)
        : base(options, bed, faults) => Faults = faults.All.Count;

    public override string Benchmark { get; } = "chaos-devices";

    /// <summary>Messages that came to devices while they were away for days.</summary>
    public required int Late { get; init; }

    public required int WrongDate { get; init; }

    public required int WrongStatus { get; init; }

    public required int Unknown { get; init; }

    /// <summary>Of hosts and of devices.</summary>
    public int Faults { get; }

    public required int DeadLetters { get; init; }

    public required double SlowestRecoveryS { get; init; }

    public required double P95InS { get; init; }
}
