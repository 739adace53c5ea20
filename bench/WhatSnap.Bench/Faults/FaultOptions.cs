using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Faults;

/// <summary>What a run of the fault matrix is made of.</summary>
internal sealed record FaultOptions
{
    private static readonly string[] Names = ["--only", "--kinds", "--gone", "--cap", "--seed", "--start", "--ports"];

    /// <summary>The dependencies that fail.</summary>
    public required IReadOnlyList<Dependency> Only { get; init; }

    public required IReadOnlyList<FaultKind> Kinds { get; init; }

    /// <summary>How long a dependency is slow, failing, lying or refusing.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How long it is gone.</summary>
    public required TimeSpan Gone { get; init; }

    /// <summary>How long the run waits after a fault for what was accepted until then.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Hosts, seed and cap.</summary>
    public required ChaosOptions Chaos { get; init; }

    /// <summary>True when a fault is long enough for an alert.</summary>
    public bool IsLongEnoughForAlerts => Kinds.Contains(FaultKind.Gone) && Only.Any(one => Gone >= one.ToldAfter);

    /// <summary>True for a fault of which an alert has to come, and its end: something is gone for long enough.</summary>
    public bool HasToTell(FaultCell cell) => cell.Kind == FaultKind.Gone && Gone >= cell.Dependency?.ToldAfter;

    public static FaultOptions Parse(IReadOnlyList<string> words)
    {
        var arguments = Arguments.Parse(words, ["--short"], Names);
        var isShort = arguments.Has("--short");
        var only = Chosen(arguments, "--only", Dependency.All, dependency => dependency.Name);
        var kinds = Chosen(arguments, "--kinds", Enum.GetValues<FaultKind>(), kind => $"{kind}".ToLowerInvariant());
        var length = TimeSpan.FromSeconds(isShort ? 12 : 90);
        var gone = TimeSpan.FromSeconds(arguments.Whole("--gone", isShort ? 30 : 600));
        var patience = TimeSpan.FromSeconds(isShort ? 120 : 900);
        var each = kinds.Sum(kind => (kind == FaultKind.Gone ? gone : length).TotalSeconds + (patience.TotalSeconds / 2));
        return new FaultOptions
        {
            Only = only,
            Kinds = kinds,
            Length = length,
            Gone = gone,
            Patience = patience,
            Chaos = new ChaosOptions
            {
                Messages = 0,
                Senders = CellTraffic.Texters,
                Faults = 0,
                Pace = CellTraffic.TextPace,
                Accounts = CellTraffic.Accounts,
                Cap = TimeSpan.FromSeconds(arguments.Number("--cap", (each * only.Count) + (isShort ? 180 : 1800))),
                Seed = arguments.Seed(),
                LongestPause = TimeSpan.Zero,
                Watch = TimeSpan.FromSeconds(isShort ? 15 : 60),
                Start = arguments.Text("--start"),
                Ports = arguments.Ports(),
            },
        };
    }

    /// <summary>Every fault of the run, one dependency after the other.</summary>
    public IReadOnlyList<FaultCell> Cells() =>
        [.. Only.SelectMany(_ => Kinds, (dependency, kind) => (dependency, kind)).Select((cell, index) =>
            new FaultCell(cell.dependency, cell.kind, cell.kind == FaultKind.Gone ? Gone : Length, index + 1))];

    private static IReadOnlyList<T> Chosen<T>(Arguments arguments, string option, IReadOnlyList<T> all, Func<T, string> nameOf)
    {
        if (arguments.Text(option) is not { } text) return all;
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names.Where(name => all.All(one => nameOf(one) != name)))
        {
            throw new UsageException($"{option} knows no '{name}'; there are {string.Join(", ", all.Select(nameOf))}.");
        }

        return [.. all.Where(one => names.Contains(nameOf(one)))];
    }
}
