namespace WhatSnap.Bench.Pipeline;

/// <summary>The figures of one pipeline run, as they are printed; null where the run did not come so far.</summary>
internal sealed record PipelineFigures
{
    private const double HighestP50Ratio = 2.5;
    private const double HighestP99Ratio = 3;
    private const double CallsOfKnown = 1;
    private const double MostCallsOfNew = 2;
    private const double SlowestP95Ms = 2000;

    public string Benchmark { get; } = "pipeline";

    public required string Host { get; init; }

    public required int Seed { get; init; }

    public double? AcceptP50Ms { get; init; }

    public double? AcceptP99Ms { get; init; }

    public double? BareP50Ms { get; init; }

    public double? BareP99Ms { get; init; }

    public double? AcceptToBareP50 { get; init; }

    public double? AcceptToBareP99 { get; init; }

    public double? CrmCallsPerKnownMessage { get; init; }

    public double? CrmCallsPerNewContact { get; init; }

    public double? StorageCallsPerMessage { get; init; }

    public double? EndToEndP95Ms { get; init; }

    public double? MessagesPerSecond { get; init; }

    public double DurationS { get; init; }

    /// <summary>What fell short of its goal, in words.</summary>
    public IEnumerable<string> Missed()
    {
        if (AcceptToBareP50 is not <= HighestP50Ratio) yield return $"accept_to_bare_p50 {AcceptToBareP50} > {HighestP50Ratio}";
        if (AcceptToBareP99 is not <= HighestP99Ratio) yield return $"accept_to_bare_p99 {AcceptToBareP99} > {HighestP99Ratio}";
        if (CrmCallsPerKnownMessage is not CallsOfKnown) yield return $"crm_calls_per_known_message {CrmCallsPerKnownMessage} is not {CallsOfKnown}";
        if (CrmCallsPerNewContact is not <= MostCallsOfNew) yield return $"crm_calls_per_new_contact {CrmCallsPerNewContact} > {MostCallsOfNew}";
        if (EndToEndP95Ms is not < SlowestP95Ms) yield return $"end_to_end_p95_ms {EndToEndP95Ms} ≥ {SlowestP95Ms}";
    }
}
