using System.Globalization;

namespace WhatSnap.Local.Hosting;

/// <summary>Runs work at the times (UTC) that the Functions timer trigger of the same schedule has: daily, or every so many minutes.</summary>
public sealed partial class ScheduleTimer(
    string schedule, Func<CancellationToken, Task> run, TimeProvider time, ILogger<ScheduleTimer> logger) : BackgroundService
{
    private readonly (TimeSpan First, TimeSpan Every) _times = TimesOf(schedule);

    /// <summary>The NCRONTAB expression.</summary>
    public string Schedule => schedule;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var next = now.Date + _times.First;
            if (next <= now) next += _times.Every * (Math.Floor((now - next) / _times.Every) + 1);
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

    /// <summary>
    /// The first time of a day and the time between two of an NCRONTAB expression: second, minute, hour and three stars, or
    /// second, <c>*/</c> a divisor of 60 minutes, and four stars.
    /// </summary>
    private static (TimeSpan First, TimeSpan Every) TimesOf(string schedule)
    {
        if (schedule.Split(' ') is [var second, var minute, var hour, "*", "*", "*"])
        {
            if (TimeSpan.TryParseExact($"{hour}:{minute}:{second}", @"h\:m\:s", CultureInfo.InvariantCulture, out var at)) return (at, TimeSpan.FromDays(1));
            if (hour == "*" && second == "0" && minute.StartsWith("*/", StringComparison.Ordinal)
                && int.TryParse(minute.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var every) && every > 0 && 60 % every == 0)
            {
                return (TimeSpan.Zero, TimeSpan.FromMinutes(every));
            }
        }

        throw new ArgumentException("Only a daily schedule, or one of every so many minutes, can be run here.", nameof(schedule));
    }

    [LoggerMessage(LogLevel.Error, "The work of schedule {Schedule} failed; it runs again at its next time")]
    private partial void LogFailed(string schedule, Exception exception);
}
