using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.Soak;

namespace WhatSnap.Tests.Bench;

/// <summary>What the soak judges by.</summary>
public sealed class SoakFiguresTests
{
    [Theory]
    [InlineData(0, 0, 0, "")]
    [InlineData(2, 0, 0, "memory")]
    [InlineData(0, 3, 0, "queues")]
    [InlineData(0, 0, 3, "what waits")]
    public void What_grows_over_the_run_is_missed_and_what_only_warms_up_is_not(int memory, int queued, int waiting, string missed)
    {
        var samples = Enumerable.Range(0, 100).Select(number => new SoakSample(
            TimeSpan.FromSeconds(number), new ProcessLoad(number < 20 ? 100 + (number * 5) : 200 + (memory * number), 30, 100),
            20 + (queued * number), 5 + (waiting * number), number));

        var missing = FiguresOf([.. samples]).Missed().ToList();

        if (missed.Length == 0) Assert.Empty(missing);
        else Assert.StartsWith(missed, Assert.Single(missing), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_a_few_samples_proves_nothing()
    {
        var sample = new SoakSample(TimeSpan.Zero, new ProcessLoad(200, 30, 100), 20, 5, 10);

        Assert.StartsWith("too short", Assert.Single(FiguresOf([sample]).Missed()), StringComparison.Ordinal);
    }

    private static SoakFigures FiguresOf(IReadOnlyList<SoakSample> samples) => new()
    {
        Host = "host",
        Seed = 1,
        Minutes = 60,
        Rate = 20,
        RateReached = 20,
        Sent = 100,
        Skipped = 0,
        Lost = 0,
        Duplicated = 0,
        Samples = samples,
        LeasesAtEnd = 0,
        DurationS = 100,
        Cut = false,
    };
}
