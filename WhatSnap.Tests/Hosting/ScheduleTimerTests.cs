using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Hosting;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

public sealed class ScheduleTimerTests
{
    private readonly Clock _time = new(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero));
    private int _runs;

    [Fact]
    public async Task Work_is_done_once_a_day_at_its_time_and_again_after_a_day_that_failed()
    {
        using var timer = NewTimer(Routes.ReconcileSchedule, _ => ++_runs == 1 ? throw new InvalidOperationException() : Task.CompletedTask);
        await timer.StartAsync(CancellationToken.None);

        Assert.Equal(0, await RunsAfterAsync(TimeSpan.FromMinutes(42), waits: 1));
        Assert.Equal(1, await RunsAfterAsync(TimeSpan.FromMinutes(1), waits: 2));
        Assert.Equal(1, await RunsAfterAsync(TimeSpan.FromHours(23), waits: 2));
        Assert.Equal(2, await RunsAfterAsync(TimeSpan.FromHours(1), waits: 3));

        await timer.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Work_of_every_five_minutes_is_done_at_the_full_ones()
    {
        _time.Advance(TimeSpan.FromMinutes(7));
        using var timer = NewTimer(Routes.ResumeSchedule, _ => Task.FromResult(++_runs));
        await timer.StartAsync(CancellationToken.None);

        Assert.Equal(0, await RunsAfterAsync(TimeSpan.FromSeconds(179), waits: 1));
        Assert.Equal(1, await RunsAfterAsync(TimeSpan.FromSeconds(1), waits: 2));
        Assert.Equal(2, await RunsAfterAsync(TimeSpan.FromMinutes(5), waits: 3));

        await timer.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Every_schedule_of_the_product_can_be_run_here_and_no_other()
    {
        foreach (var schedule in Routes.Schedules) NewTimer(schedule, _ => Task.CompletedTask).Dispose();

        Assert.Throws<ArgumentException>(() => NewTimer("0 */7 * * * *", _ => Task.CompletedTask));
        Assert.Throws<ArgumentException>(() => NewTimer("0 17 3 1 * *", _ => Task.CompletedTask));
    }

    /// <param name="by">How far the clock goes on.</param>
    /// <param name="waits">How often the timer will have begun to wait after that.</param>
    private async Task<int> RunsAfterAsync(TimeSpan by, int waits)
    {
        await Eventually.BecomesAsync(() => _time.Waits > 0);
        _time.Advance(by);
        await Eventually.BecomesAsync(() => _time.Waits == waits);
        return _runs;
    }

    private ScheduleTimer NewTimer(string schedule, Func<CancellationToken, Task> run) =>
        new(schedule, run, _time, NullLogger<ScheduleTimer>.Instance);

    /// <summary>Counts who began to wait.</summary>
    private sealed class Clock(DateTimeOffset now) : FakeTimeProvider(now)
    {
        private int _waits;

        public int Waits => Volatile.Read(ref _waits);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _waits);
            return timer;
        }
    }
}
