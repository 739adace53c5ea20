using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Has the messages of every location counted, every night.</summary>
public sealed partial class StartCounts(MessageIndex index, IWorkQueue queue, ILogger<StartCounts> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var locationId in index.ListLocationsAsync(cancellationToken))
        {
            await queue.SendAsync(QueueNames.CountMessages, locationId, TimeSpan.Zero, cancellationToken);
            count++;
        }

        LogStarted(count);
    }

    [LoggerMessage(LogLevel.Information, "The messages of {Locations} locations will be counted")]
    private partial void LogStarted(int locations);
}

/// <summary>
/// Keeps the figures of a location's last days, anew while late states may change them, and forgets its messages when their time
/// is over. Its time zone is read anew before. Repeating it changes nothing.
/// </summary>
public sealed partial class CountMessages(
    MessageIndex index, MessageLinks links, TrafficDays days, LocationDays clock, RefreshLocation refresh, TimeProvider time, ILogger<CountMessages> logger)
{
    /// <summary>Days that are counted again: a provider's last word may come late.</summary>
    private const int Again = 3;

    public async Task RunAsync(string locationId, CancellationToken cancellationToken)
    {
        await RefreshAsync(locationId, cancellationToken);
        var today = await clock.TodayAsync(locationId, cancellationToken);
        for (var day = today.AddDays(-Again); day < today; day = day.AddDays(1))
        {
            var (from, until) = await clock.TimesOfAsync(locationId, day, cancellationToken);
            var messages = await index.ReadAsync(locationId, from, until, cancellationToken).ToListAsync(cancellationToken);
            await days.SaveAsync(locationId, day, TrafficDay.Count(day, messages), cancellationToken);
        }

        var forgotten = 0;
        var oldest = time.GetUtcNow() - TimeSpan.FromDays(MarkerRetention.DaysOfOutbound);
        await foreach (var entry in index.ReadAsync(locationId, DateTimeOffset.UnixEpoch, oldest, cancellationToken))
        {
            await links.ForgetAsync(entry, cancellationToken);
            forgotten++;
        }

        await days.ForgetAsync(locationId, today.AddDays(-MarkerRetention.DaysOfTraffic), cancellationToken);
        LogCounted(locationId, forgotten);
    }

    /// <summary>Without an answer the days go on as they were until the next night.</summary>
    private async Task RefreshAsync(string locationId, CancellationToken cancellationToken)
    {
        try
        {
            await refresh.RunAsync(locationId, cancellationToken);
        }
        catch (GoHighLevelException failed)
        {
            LogNotRead(locationId, failed.StatusCode, failed.Code);
        }
    }

    [LoggerMessage(LogLevel.Information, "Location {LocationId} could not be read anew ({Status} {Code})")]
    private partial void LogNotRead(string locationId, HttpStatusCode? status, string? code);

    [LoggerMessage(LogLevel.Information, "The messages of location {LocationId} were counted, and {Forgotten} forgotten")]
    private partial void LogCounted(string locationId, int forgotten);
}

/// <summary>When the days of a location begin and end, by its time zone; UTC where that is not known.</summary>
public sealed class LocationDays(LocationTable locations, TimeProvider time)
{
    public async Task<DateOnly> TodayAsync(string locationId, CancellationToken cancellationToken) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), await ZoneAsync(locationId, cancellationToken)).DateTime);

    public async Task<(DateTimeOffset From, DateTimeOffset Until)> TimesOfAsync(string locationId, DateOnly day, CancellationToken cancellationToken)
    {
        var zone = await ZoneAsync(locationId, cancellationToken);
        return (StartOf(day, zone), StartOf(day.AddDays(1), zone));
    }

    public async Task<TimeZoneInfo> ZoneAsync(string locationId, CancellationToken cancellationToken) =>
        await locations.FindAsync(locationId, cancellationToken) is { } location && TimeZoneInfo.TryFindSystemTimeZoneById(location.TimeZone, out var zone)
            ? zone
            : TimeZoneInfo.Utc;

    /// <summary>The first instant of a day; where clocks go forward at midnight, the day begins an hour later.</summary>
    internal static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var start = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(start)) start = start.AddMinutes(30);
        return new DateTimeOffset(start, zone.IsAmbiguousTime(start) ? zone.GetAmbiguousTimeOffsets(start).Max() : zone.GetUtcOffset(start));
    }
}
