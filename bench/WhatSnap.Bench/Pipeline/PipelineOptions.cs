using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Pipeline;

/// <summary>What a pipeline run is made of.</summary>
internal sealed record PipelineOptions
{
    private static readonly string[] Names =
        ["--rounds", "--batch", "--connections", "--burst", "--cap", "--seed", "--start", "--host", "--ports"];

    /// <summary>Rounds of batches to the host and to the bare endpoint in turn.</summary>
    public required int Rounds { get; init; }

    /// <summary>Requests in a batch.</summary>
    public required int Batch { get; init; }

    /// <summary>How many requests are under way at once.</summary>
    public required int Connections { get; init; }

    /// <summary>Messages whose passage through the whole pipeline is timed.</summary>
    public required int Burst { get; init; }

    /// <summary>The longest that the run may take.</summary>
    public required TimeSpan Cap { get; init; }

    public required int Seed { get; init; }

    /// <summary>The command that starts a host; null starts WhatSnap.Local.</summary>
    public string? Start { get; init; }

    /// <summary>A host that runs already.</summary>
    public Uri? Host { get; init; }

    /// <summary>The first of the fixed ports; null picks free ones.</summary>
    public int? Ports { get; init; }

    public static PipelineOptions Parse(IReadOnlyList<string> words)
    {
        var arguments = Arguments.Parse(words, [], Names);
        return new PipelineOptions
        {
            Rounds = Math.Max(1, arguments.Whole("--rounds", 5)),
            Batch = Math.Max(1, arguments.Whole("--batch", 16)),
            Connections = Math.Max(1, arguments.Whole("--connections", 4)),
            Burst = Math.Max(1, arguments.Whole("--burst", 400)),
            Cap = TimeSpan.FromSeconds(arguments.Number("--cap", 175)),
            Seed = arguments.Seed(),
            Start = arguments.Text("--start"),
            Host = arguments.Addresses("--host") is [.., var last] ? last : null,
            Ports = arguments.Ports(),
        };
    }
}
