using System.Collections.Concurrent;
using System.Net;
using WhatSnap.Companion.Devices;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Companion;

/// <summary>How long the companion waits after a refusal, as docs/device-api.md says.</summary>
public sealed class RetryWaitTests
{
    [Fact]
    public void Waits_begin_with_five_seconds_are_doubled_up_to_five_minutes_and_begin_anew_after_a_success()
    {
        var wait = new RetryWait();

        var seconds = Enumerable.Range(0, 8).Select(_ => wait.After(said: null).TotalSeconds).ToList();
        wait.Reset();

        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300], seconds);
        Assert.Equal(5, wait.After(said: null).TotalSeconds);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(60, 60)]
    [InlineData(0, 5)]
    [InlineData(-1, 5)]
    [InlineData(1_000_000, 3600)]
    public void What_WhatSnap_says_counts_within_reason(int said, int waited) =>
        Assert.Equal(waited, new RetryWait().After(TimeSpan.FromSeconds(said)).TotalSeconds);

    [Theory]
    [InlineData(7, 7)]
    [InlineData(null, 5)]
    public async Task A_companion_that_is_refused_waits_as_long_as_it_is_told(int? said, int waited)
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");
        stage.Server.Busy = (HttpStatusCode.ServiceUnavailable, said);
        var time = new RecordingTime();
        using var stop = new CancellationTokenSource();

        var run = stage.RunAsync(time, stop.Token, "run");
        await Eventually.BecomesAsync(() => run.IsCompleted || time.Waits.Contains(TimeSpan.FromSeconds(waited)));
        await stop.CancelAsync();

        Assert.Equal(0, await run);
        Assert.Contains(TimeSpan.FromSeconds(waited), time.Waits);
    }

    /// <summary>The real clock; every wait is written down.</summary>
    private sealed class RecordingTime : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
