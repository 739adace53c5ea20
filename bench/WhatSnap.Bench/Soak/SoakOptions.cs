using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Soak;

/// <summary>What a soak is made of.</summary>
internal sealed record SoakOptions
{
    /// <summary>Locations among which the messages are spread, so that none comes near its limit of calls.</summary>
    public const int Places = 8;

    /// <summary>Customers of each location.</summary>
    public const int Senders = 50;

    private static readonly string[] Names = ["--minutes", "--rate", "--cap", "--seed", "--start", "--ports"];

    public required TimeSpan Length { get; init; }

    /// <summary>Messages per second: three of four come in, the others go out.</summary>
    public required double Rate { get; init; }

    /// <summary>The longest that the run may take.</summary>
    public required TimeSpan Cap { get; init; }

    public required int Seed { get; init; }

    /// <summary>The command that starts a host; null starts WhatSnap.Local.</summary>
    public string? Start { get; init; }

    /// <summary>The first of the fixed ports; null picks free ones.</summary>
    public int? Ports { get; init; }

    public static SoakOptions Parse(IReadOnlyList<string> words)
    {
        var arguments = Arguments.Parse(words, [], Names);
        var length = TimeSpan.FromMinutes(arguments.Number("--minutes", 60));
        return new SoakOptions
        {
            Length = length,
            Rate = arguments.Number("--rate", 20),
            Cap = TimeSpan.FromSeconds(arguments.Number("--cap", length.TotalSeconds + 420)),
            Seed = arguments.Seed(),
            Start = arguments.Text("--start"),
            Ports = arguments.Ports(),
        };
    }
}
