using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Does the work of one event that was taken, and looks again later while GoHighLevel does not answer.</summary>
public sealed partial class HandleEvents(
    IEnumerable<IHandleEvent> handlers, IWorkQueue queue, TimeProvider time, ILogger<HandleEvents> logger)
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <summary>With the waits between them, about an hour.</summary>
    private const int MostRefusals = 8;
    private static readonly int[] BackoffSeconds = [2, 5, 15, 60, 300, 900];

    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, EventWork.FromJson) is not { } work) return;
        if (handlers.FirstOrDefault(one => one.Kind == work.Kind) is not { } handler)
        {
            LogNoHandler(work.Kind);
            return;
        }

        EventOutcome outcome;
        try
        {
            outcome = await handler.RunAsync(work, cancellationToken);
        }
        catch (GoHighLevelException failed)
        {
            // A refusal too may pass, where GoHighLevel sends the event before it acts on it itself; but not for days.
            var isOver = !failed.IsTransient && work.Tries >= MostRefusals;
            outcome = isOver ? new EventOutcome.Done() : new EventOutcome.Later(failed.RetryAfter ?? Backoff(work.Tries));
            if (isOver) LogRefused(work.Kind, work.LocationId, work.CompanyId, failed.StatusCode, failed.Code);
            else LogLater(work.Kind, work.LocationId, failed.StatusCode, failed.Code);
        }

        if (outcome is EventOutcome.Later later) await WaitAsync(work, later.Wait, cancellationToken);
    }

    /// <summary>Puts work that failed five times back, later.</summary>
    public async Task ReturnAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, EventWork.FromJson) is { } work) await WaitAsync(work, TimeSpan.FromMinutes(5), cancellationToken);
    }

    /// <summary>The wait before the next try, after some that failed.</summary>
    internal static TimeSpan Backoff(int tries) => TimeSpan.FromSeconds(BackoffSeconds[Math.Min(tries, BackoffSeconds.Length - 1)]);

    private async Task WaitAsync(EventWork work, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - work.AcceptedAt > GiveUpAfter)
        {
            LogGivenUp(work.Kind, work.LocationId, work.CompanyId);
            return;
        }

        var again = work with { Tries = work.Tries + 1 };
        await queue.SendAsync(QueueNames.GoHighLevelEvents, again.ToJson(), wait, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Event {Kind} of location {LocationId} is tried again later ({Status} {Code})")]
    private partial void LogLater(string kind, string? locationId, HttpStatusCode? status, string? code);

    [LoggerMessage(LogLevel.Error, "Event {Kind} of location {LocationId}, company {CompanyId} was tried for three days and given up")]
    private partial void LogGivenUp(string kind, string? locationId, string? companyId);

    [LoggerMessage(LogLevel.Error, "GoHighLevel refuses the work of event {Kind} of location {LocationId}, company {CompanyId} ({Status} {Code})")]
    private partial void LogRefused(string kind, string? locationId, string? companyId, HttpStatusCode? status, string? code);

    [LoggerMessage(LogLevel.Error, "Event {Kind} has nobody who handles it")]
    private partial void LogNoHandler(string kind);
}
