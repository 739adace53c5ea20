using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>The figures of one run with WhatsApp, as they are printed.</summary>
internal sealed record WhatsAppFigures : RunFigures
{
    public WhatsAppFigures(ChaosOptions options, ChaosBed bed, FaultLog faults)
        : base(options, bed, faults)
    {
        Drops = faults.Count(InjectChatFaults.Dropped);
        Displacements = faults.Count(InjectChatFaults.Displaced);
        TwinStarts = faults.Count(InjectChatFaults.StartedTwo) / 2;
        SlowPhases = faults.Count(InjectChatFaults.Slowed);
    }

    public override string Benchmark { get; } = "chaos-whatsapp";

    public int Drops { get; }

    public int Displacements { get; }

    public int TwinStarts { get; }

    public int SlowPhases { get; }

    public required int Answers { get; init; }

    public required int SessionsCorrupted { get; init; }

    public required int AskedAgain { get; init; }

    public required int OwnersLost { get; init; }

    public required double OwnerClosedS { get; init; }

    public required int WritesAfterLoss { get; init; }

    public required double CodeAtEndpointMs { get; init; }

    public required double CodeAtEndpointP50Ms { get; init; }

    public required double FirstCodeAtEndpointMs { get; init; }

    public required double SlowestInS { get; init; }

    public required double SlowestOutS { get; init; }

    public required double P95InS { get; init; }

    public required double P95OutS { get; init; }

    public static double Slowest(IEnumerable<ChatFate> fates) => Math.Round(Times(fates).DefaultIfEmpty(0).Max(), 1);

    public static double P95(IEnumerable<ChatFate> fates) => Math.Round(Quantile.Of(Times(fates), 0.95), 2);

    private static IEnumerable<double> Times(IEnumerable<ChatFate> fates) =>
        fates.Where(fate => fate.Arrived is not null).Select(fate => Math.Max(0, (fate.Arrived!.Value - fate.Accepted).TotalSeconds));
}
