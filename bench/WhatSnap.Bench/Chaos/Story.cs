using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;

namespace WhatSnap.Bench.Chaos;

/// <summary>Something that happened to a message.</summary>
internal readonly record struct StoryLine(DateTimeOffset At, string Line);

/// <summary>Prints what happened to single messages, in order, and finds what hosts and their logs add to it.</summary>
internal static class Story
{
    /// <summary>Messages of one kind that are explained.</summary>
    public const int MostExplained = 10;

    private const int MostLines = 60;
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(5);

    public static void Print(string heading, IEnumerable<StoryLine> lines)
    {
        Report.Progress(heading);
        foreach (var (at, line) in lines.OrderBy(line => line.At).Take(MostLines)) Report.Progress($"    {at:HH:mm:ss.fff} {line}");
    }

    public static IEnumerable<StoryLine> Posts(PostTrace message) => message.Attempts.Select(attempt =>
        new StoryLine(attempt.At, $"{(attempt.IsRepeat ? "repeated" : "posted")} to {attempt.Host}: {attempt.Result}"));

    public static IEnumerable<StoryLine> Faults(FaultLog faults, DateTimeOffset from, DateTimeOffset to) => faults.All
        .Where(fault => IsNear(fault.From, from, to) || IsNear(fault.To, from, to))
        .Select(fault => new StoryLine(
            fault.From, $"host {fault.Host} {fault.What} until {fault.To:HH:mm:ss.fff}"));

    /// <summary>Lines of the hosts' logs that name one of these ids.</summary>
    public static IEnumerable<StoryLine> Logged(
        IEnumerable<BenchHost> hosts, IReadOnlyList<string> ids, DateTimeOffset? otherwise) => hosts
        .Where(host => File.Exists(host.LogFile))
        .SelectMany(host => File.ReadLines(host.LogFile)
            .Where(line => ids.Any(id => line.Contains(id, StringComparison.Ordinal)))
            .Select(line => new StoryLine(HostLog.TimeOf(line, otherwise), $"log of {host.Name}: {line}")));

    /// <summary>True from five seconds before the first moment to five after the last.</summary>
    public static bool IsNear(DateTimeOffset at, DateTimeOffset from, DateTimeOffset to) => at > from - Around && at < to + Around;
}
