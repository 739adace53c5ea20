using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Fair;

/// <summary>What a fairness run is made of.</summary>
internal sealed record FairnessOptions
{
    private static readonly string[] Names = ["--messages", "--senders", "--pace", "--limit", "--quiet", "--cap", "--seed", "--start", "--ports"];

    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(45);

    /// <summary>Until the last message of a storm is written, and a little more.</summary>
    private static readonly TimeSpan AfterStorm = TimeSpan.FromSeconds(10);

    /// <summary>Messages of the storm in each direction.</summary>
    public required int Messages { get; init; }

    /// <summary>Different senders, and different contacts that are written to.</summary>
    public required int Senders { get; init; }

    /// <summary>Messages of the storm per second, while its time lasts.</summary>
    public required double Pace { get; init; }

    /// <summary>Calls that the CRM allows each location in ten seconds.</summary>
    public required int Limit { get; init; }

    /// <summary>Quiet locations.</summary>
    public required int Quiet { get; init; }

    /// <summary>How long the quiet ones are alone, and how long each storm comes in.</summary>
    public required (TimeSpan Alone, TimeSpan Inbound, TimeSpan Outbound) Phases { get; init; }

    /// <summary>The longest that the run may take.</summary>
    public required TimeSpan Cap { get; init; }

    public required int Seed { get; init; }

    /// <summary>The command that starts a host; null starts WhatSnap.Local.</summary>
    public string? Start { get; init; }

    /// <summary>The first of the fixed ports; null picks free ones.</summary>
    public int? Ports { get; init; }

    public static FairnessOptions Parse(IReadOnlyList<string> words)
    {
        var arguments = Arguments.Parse(words, ["--short"], Names);
        var isShort = arguments.Has("--short");
        var messages = Math.Max(1, arguments.Whole("--messages", 10_000));
        var pace = arguments.Number("--pace", 15);
        var storm = TimeSpan.FromSeconds(messages / pace) + AfterStorm;
        return new FairnessOptions
        {
            Messages = messages,
            Senders = Math.Max(1, arguments.Whole("--senders", 2_500)),
            Pace = pace,
            Limit = Math.Max(1, arguments.Whole("--limit", 100)),
            Quiet = Math.Clamp(arguments.Whole("--quiet", 20), 1, 99),
            Phases = isShort
                ? (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(35))
                : (Alone, storm, storm),
            Cap = TimeSpan.FromSeconds(arguments.Number("--cap", isShort ? 160 : (Alone + (2 * storm)).TotalSeconds + 60)),
            Seed = arguments.Seed(),
            Start = arguments.Text("--start"),
            Ports = arguments.Ports(),
        };
    }
}
