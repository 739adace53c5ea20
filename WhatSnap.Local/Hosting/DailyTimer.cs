using System.Globalization;

namespace WhatSnap.Local.Hosting;

/// <summary>Runs work once a day at the time (UTC) that the Functions timer trigger of the same schedule has.</summary>
public sealed partial class DailyTimer(
    string schedule, Func<CancellationToken, Task> run, TimeProvider time, ILogger<DailyTimer> logger) : BackgroundService
{
    private readonly TimeSpan _at = TimeOf(schedule);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var next = now.Date + _at;
            if (next <= now) next = next.AddDays(1);
            await Task.Delay(next - now, time, stoppingToken);
            try
            {
                await run(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(schedule, failed);
            }
        }
    }

    /// <summary>The time of day of an NCRONTAB expression that runs daily: second, minute, hour, then three stars.</summary>
    private static TimeSpan TimeOf(string schedule) =>
        schedule.Split(' ') is [var second, var minute, var hour, "*", "*", "*"]
        && TimeSpan.TryParseExact($"{hour}:{minute}:{second}", @"h\:m\:s", CultureInfo.InvariantCulture, out var at)
        ? at
        : throw new ArgumentException("Only a daily schedule can be run here.", nameof(schedule));

    [LoggerMessage(LogLevel.Error, "The work of schedule {Schedule} failed; it runs again tomorrow")]
    private partial void LogFailed(string schedule, Exception exception);
}
