using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>The queue message by which dead letters of one reason come back by themselves. Wire form, version 1.</summary>
/// <param name="V">Version.</param>
/// <param name="LocationId">The location.</param>
/// <param name="Code">The reason whose cause is gone, or seems to be.</param>
/// <param name="MostReplays">Letters that came back by themselves so often stay; null for no limit.</param>
/// <param name="After">The place where the run before ended.</param>
public sealed record LetterWork(int V, string LocationId, string Code, int? MostReplays = null, string? After = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, WorkJson.Default.LetterWork);

    public static LetterWork FromJson(string json) => JsonSerializer.Deserialize(json, WorkJson.Default.LetterWork) ?? throw new JsonException("No work.");
}

/// <summary>
/// Replays the dead letters whose cause is gone: after an install, when GoHighLevel answers for the location again, when a
/// removed account's number is connected again. The work is on a queue, so that a killed host loses none of it.
/// </summary>
public sealed partial class ResolveLetters(
    DeadLetters letters, ReplayLetters replay, GoHighLevelLocations crm, IWorkQueue queue, ILogger<ResolveLetters> logger)
{
    /// <summary>
    /// How often a letter comes back because GoHighLevel answers the location. What fails so often has another cause, and a
    /// person must look.
    /// </summary>
    public const int MostReplays = 3;

    private static readonly TimeSpan PoisonWait = TimeSpan.FromMinutes(5);
    private static readonly IReadOnlyList<Failure> OfAccess = [Failures.ReconnectNeeded, Failures.LocationUnavailable, Failures.Unreachable];

    /// <summary>A location was installed: all that failed for want of access comes back.</summary>
    public Task AfterInstallAsync(string locationId, CancellationToken cancellationToken) => StartAsync(locationId, OfAccess, null, cancellationToken);

    /// <summary>An account is connected: what came for one of its number that was removed comes back.</summary>
    public Task AfterConnectionAsync(string locationId, CancellationToken cancellationToken) =>
        StartAsync(locationId, [Failures.AccountGone], null, cancellationToken);

    /// <summary>Every few minutes: where letters wait for GoHighLevel, it is asked whether it answers.</summary>
    public Task LookAsync(string locationId, CancellationToken cancellationToken) => StartAsync(locationId, OfAccess, MostReplays, cancellationToken);

    /// <summary>Runs for one queue message: a bounded number of letters, and the message for the rest.</summary>
    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, LetterWork.FromJson) is not { } work) return;
        if (work.Code != Failures.AccountGone.Code && !await AnswersAsync(work.LocationId, cancellationToken)) return;

        var order = new ReplayOrder(work.LocationId, work.Code) { After = work.After, IsAutomatic = true, MostReplays = work.MostReplays };
        var done = await replay.RunAsync(order, cancellationToken);
        if (done.Next is { } next) await SendAsync(work with { After = next }, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Puts work that failed five times back, later.</summary>
    public async Task ReturnAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, LetterWork.FromJson) is { } work) await SendAsync(work, PoisonWait, cancellationToken);
    }

    private async Task StartAsync(string locationId, IReadOnlyList<Failure> failures, int? mostReplays, CancellationToken cancellationToken)
    {
        foreach (var failure in failures)
        {
            if (await HasOneAsync(locationId, failure.Code, mostReplays, cancellationToken))
            {
                await SendAsync(new LetterWork(1, locationId, failure.Code, mostReplays), TimeSpan.Zero, cancellationToken);
            }
        }
    }

    private async Task<bool> HasOneAsync(string locationId, string code, int? mostReplays, CancellationToken cancellationToken)
    {
        var list = new LetterList(locationId, code, IsNewestFirst: false, null, mostReplays);
        await foreach (var _ in letters.ListEntriesAsync(list, 1, cancellationToken)) return true;
        return false;
    }

    /// <summary>One call. Where it fails, the letters stay and the next look asks again.</summary>
    private async Task<bool> AnswersAsync(string locationId, CancellationToken cancellationToken)
    {
        try
        {
            await crm.ReadAsync(locationId, cancellationToken);
            return true;
        }
        catch (GoHighLevelException failed)
        {
            LogNotYet(locationId, failed.StatusCode, failed.Code);
            return false;
        }
    }

    private Task<WorkReceipt> SendAsync(LetterWork work, TimeSpan wait, CancellationToken cancellationToken) =>
        queue.SendAsync(QueueNames.ReplayLetters, work.ToJson(), wait, cancellationToken);

    [LoggerMessage(LogLevel.Information, "The dead letters of location {LocationId} wait until GoHighLevel answers ({Status} {Code})")]
    private partial void LogNotYet(string locationId, HttpStatusCode? status, string? code);
}
