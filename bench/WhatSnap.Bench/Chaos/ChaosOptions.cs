using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Chaos;

/// <summary>What a chaos run is made of.</summary>
internal sealed record ChaosOptions
{
    private static readonly string[] Switches = ["--short"];

    private static readonly string[] Options =
        ["--messages", "--faults", "--pace", "--cap", "--seed", "--start", "--host", "--ports"];

    public required int Messages { get; init; }

    public required int Senders { get; init; }

    /// <summary>Kills and pauses of hosts.</summary>
    public required int Faults { get; init; }

    /// <summary>Messages per second.</summary>
    public required double Pace { get; init; }

    /// <summary>The longest that the run may take.</summary>
    public required TimeSpan Cap { get; init; }

    public required int Seed { get; init; }

    /// <summary>The longest pause of a host.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary>How long the run goes on watching for doubles once everything has arrived.</summary>
    public required TimeSpan Watch { get; init; }

    /// <summary>The command that starts a host; null starts WhatSnap.Local.</summary>
    public string? Start { get; init; }

    /// <summary>Hosts that run already.</summary>
    public IReadOnlyList<Uri> Hosts { get; init; } = [];

    /// <summary>The first of the fixed ports; null picks free ones.</summary>
    public int? Ports { get; init; }

    /// <summary>How long, from the start, some status callbacks of the provider are never made.</summary>
    public TimeSpan LosesFor { get; init; }

    /// <summary>WhatsApp accounts, or phones.</summary>
    public int Accounts { get; init; }

    /// <summary>How long a gateway owns a session without renewing.</summary>
    public TimeSpan Lease { get; init; }

    public static ChaosOptions Inbound(IReadOnlyList<string> words) =>
        Parse(Arguments.Parse(words, Switches, [.. Options, "--senders"]), "--senders");

    /// <summary>A callback that is lost is made up for ten minutes later: only the full form has the time.</summary>
    public static ChaosOptions Outbound(IReadOnlyList<string> words)
    {
        var arguments = Arguments.Parse(words, Switches, [.. Options, "--contacts", "--lose-for"]);
        var isShort = arguments.Has("--short");
        return Parse(arguments, "--contacts") with
        {
            LosesFor = TimeSpan.FromSeconds(arguments.Whole("--lose-for", isShort ? 0 : 30)),
            Pace = arguments.Number("--pace", isShort ? 3 : 2),
            Cap = TimeSpan.FromSeconds(arguments.Number("--cap", isShort ? 150 : 840)),
        };
    }

    /// <summary>As many messages in each direction.</summary>
    public static ChaosOptions WhatsApp(IReadOnlyList<string> words)
    {
        var arguments = Arguments.Parse(words, Switches, [.. Options, "--customers", "--accounts", "--lease"]);
        var isShort = arguments.Has("--short");
        return Parse(arguments, "--customers") with
        {
            Messages = arguments.Whole("--messages", isShort ? 60 : 400),
            Senders = Math.Max(4, arguments.Whole("--customers", isShort ? 12 : 32)),
            Accounts = Math.Clamp(arguments.Whole("--accounts", isShort ? 2 : 4), 1, 9),
            Faults = arguments.Whole("--faults", isShort ? 7 : 28),
            Pace = arguments.Number("--pace", 1),
            Cap = TimeSpan.FromSeconds(arguments.Number("--cap", isShort ? 240 : 840)),
            Watch = TimeSpan.FromSeconds(isShort ? 5 : 20),
            Lease = TimeSpan.FromSeconds(Math.Clamp(arguments.Whole("--lease", 15), 15, 60)),
        };
    }

    /// <summary>As many messages to phones as are named, and half as many answers.</summary>
    public static ChaosOptions Devices(IReadOnlyList<string> words)
    {
        var arguments = Arguments.Parse(words, Switches, [.. Options, "--customers", "--phones"]);
        var isShort = arguments.Has("--short");
        var phones = Math.Clamp(arguments.Whole("--phones", isShort ? 3 : 6), 1, 9);
        return Parse(arguments, "--customers") with
        {
            Messages = arguments.Whole("--messages", isShort ? 90 : 600),

            // As many of each phone, so that it is known whose they are.
            Senders = Math.Max(1, arguments.Whole("--customers", isShort ? 18 : 60) / phones) * phones,
            Accounts = phones,
            Faults = arguments.Addresses("--host").Count > 0 ? 0 : arguments.Whole("--faults", isShort ? 5 : 24),
            Pace = arguments.Number("--pace", 1.5),
            Cap = TimeSpan.FromSeconds(arguments.Number("--cap", isShort ? 300 : 840)),
        };
    }

    private static ChaosOptions Parse(Arguments arguments, string people)
    {
        var isShort = arguments.Has("--short");
        var hosts = arguments.Addresses("--host");
        return new ChaosOptions
        {
            Messages = arguments.Whole("--messages", isShort ? 150 : 1000),
            Senders = Math.Max(1, arguments.Whole(people, isShort ? 30 : 100)),
            Faults = hosts.Count > 0 ? 0 : arguments.Whole("--faults", isShort ? 5 : 30),
            Pace = arguments.Number("--pace", isShort ? 3 : 3.5),
            Cap = TimeSpan.FromSeconds(arguments.Number("--cap", isShort ? 150 : 720)),
            Seed = arguments.Seed(),
            LongestPause = TimeSpan.FromSeconds(isShort ? 30 : 40),
            Watch = TimeSpan.FromSeconds(isShort ? 12 : 40),
            Start = arguments.Text("--start"),
            Hosts = hosts,
            Ports = arguments.Ports(),
        };
    }
}
