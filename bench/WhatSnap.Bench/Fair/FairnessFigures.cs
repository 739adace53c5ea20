namespace WhatSnap.Bench.Fair;

/// <summary>The figures of one fairness run, as they are printed; null where the run did not come so far.</summary>
internal sealed record FairnessFigures
{
    private const double HighestRatio = 1.5;
    private const double LowestUse = 0.95;

    public string Benchmark { get; } = "fairness";

    public required string Host { get; init; }

    public required int Seed { get; init; }

    /// <summary>The worse one of the two directions.</summary>
    public double? QuietP95Ratio => InboundRatio is { } inbound && OutboundRatio is { } outbound ? Math.Max(inbound, outbound) : null;

    /// <summary>The worse one of the two storms.</summary>
    public double? StormyRateUsed => InboundRateUsed is { } inbound && OutboundRateUsed is { } outbound ? Math.Min(inbound, outbound) : null;

    /// <summary>Refusals of the storm's calls after its first ten seconds.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("stormy_429s")]
    public int? Stormy429s { get; init; }

    public double? QuietInboundAloneP95Ms { get; init; }

    public double? QuietInboundP95Ms { get; init; }

    public double? QuietOutboundAloneP95Ms { get; init; }

    public double? QuietOutboundP95Ms { get; init; }

    public double? InboundRateUsed { get; init; }

    public double? OutboundRateUsed { get; init; }

    /// <summary>Messages of the quiet locations that had not arrived at the end.</summary>
    public int QuietMissing { get; init; }

    public int StormAccepted { get; init; }

    /// <summary>Messages of the storm that still wait at the end of its phase: below 1 the rate was not tested.</summary>
    public int StormWaiting { get; init; }

    public double DurationS { get; init; }

    public bool Cut { get; init; }

    private double? InboundRatio => Ratio(QuietInboundP95Ms, QuietInboundAloneP95Ms);

    private double? OutboundRatio => Ratio(QuietOutboundP95Ms, QuietOutboundAloneP95Ms);

    /// <summary>What fell short of its goal, in words.</summary>
    public IEnumerable<string> Missed()
    {
        if (QuietP95Ratio is not <= HighestRatio) yield return $"quiet_p95_ratio {QuietP95Ratio} > {HighestRatio}";
        if (StormyRateUsed is not >= LowestUse) yield return $"stormy_rate_used {StormyRateUsed} < {LowestUse}";
        if (Stormy429s is not 0) yield return $"stormy_429s {Stormy429s}";
        if (QuietMissing > 0) yield return $"quiet_missing {QuietMissing}";
    }

    private static double? Ratio(double? one, double? other) => one is { } high && other is > 0 ? Math.Round(high / other.Value, 2) : null;
}
