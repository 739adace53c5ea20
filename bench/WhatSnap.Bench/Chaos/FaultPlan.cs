namespace WhatSnap.Bench.Chaos;

/// <summary>One fault of a host.</summary>
/// <param name="IsKill">Killed and started again, or paused and resumed.</param>
/// <param name="Length">How long it is down or paused.</param>
/// <param name="Gap">The wait before it, in shares of the mean gap.</param>
internal sealed record PlannedFault(bool IsKill, TimeSpan Length, double Gap);

/// <summary>Which faults come: three kills to two pauses, most pauses short, the longest always among them.</summary>
internal static class FaultPlan
{
    private const double KillShare = 0.6;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<PlannedFault> Make(ChaosOptions options)
    {
        var random = new Random(options.Seed + 1);
        var kills = (int)Math.Round(options.Faults * KillShare);
        var pauses = options.Faults - kills;
        var faults = new List<PlannedFault>();
        for (var kill = 0; kill < kills; kill++)
        {
            faults.Add(new PlannedFault(true, TimeSpan.FromSeconds(1 + (4 * random.NextDouble())), Gap(random)));
        }

        for (var pause = 0; pause < pauses; pause++)
        {
            // One of each length class, cubed: mostly short, so that the host works in between; some outlast a lease.
            var share = Math.Pow((pause + random.NextDouble()) / pauses, 3);
            var length = ShortestPause + ((options.LongestPause - ShortestPause) * share);
            faults.Add(new PlannedFault(false, length, Gap(random)));
        }

        var shuffled = faults.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static double Gap(Random random) => 2 * random.NextDouble();
}
