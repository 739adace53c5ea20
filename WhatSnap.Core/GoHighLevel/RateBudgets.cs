using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Azure;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The calls that each location has left, learned from the headers of every answer, so that a used-up window or day is
/// waited for and not run against. (developer portal, "Rate limits": 100 per 10 s and 200,000 per day, per location.)
/// </summary>
public sealed partial class RateBudgets(BudgetTable table, ICallClaims claims, TimeProvider time, ILogger<RateBudgets> logger) : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>For work that goes on; then it comes again.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<GrantKey, LocationBudget> _budgets = new();
    private readonly ShareCalls _share = new(claims, time, logger);
    private int _waiting;

    /// <summary>How many wait for a call, and so for time to pass.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes one call of those that are left, if need be after a moment.</summary>
    /// <returns>Zero when it may start now, and then it has to be ended; else how long to wait.</returns>
    public async Task<TimeSpan> TakeAsync(GrantKey owner, CancellationToken cancellationToken)
    {
        var budget = Of(owner);
        if (budget.ClosedFor is var closed && closed > TimeSpan.Zero) return closed;
        CallPass.Count(budget);
        var isFirst = CallPass.IsFirst(budget);
        if (isFirst && budget.HasLine) return WaitInLine(budget, TimeSpan.Zero);

        var goesOn = CallPass.GoesOn(budget);
        var turn = isFirst ? budget.TryTake() : await AwaitTurnAsync(budget, goesOn, cancellationToken);
        while (turn.IsCrowded)
        {
            // A burst goes out a few at a time: each answer says how many more may.
            await WaitForEndAsync(budget, cancellationToken);
            turn = budget.TryTake(goesOn);
        }

        if (turn.IsTaken) CallPass.Take(budget);
        return turn.IsTaken ? TimeSpan.Zero : budget.IsNear && isFirst ? WaitInLine(budget, turn.Wait) : turn.Wait;
    }

    /// <summary>How long a used-up window or day keeps everything back; zero when it does not.</summary>
    public TimeSpan ClosedFor(GrantKey owner) => Of(owner).ClosedFor;

    /// <summary>A call that was taken has ended.</summary>
    /// <param name="owner">Whose call it was.</param>
    /// <param name="hasLeft">False when it never left, and so does not count.</param>
    public void End(GrantKey owner, bool hasLeft = true) => Of(owner).End(hasLeft);

    /// <summary>Learns from one answer; returns the wait that it asks for, zero when there is none.</summary>
    public async Task<TimeSpan> LearnAsync(
        GrantKey owner, HttpStatusCode status, HttpResponseHeaders headers, CancellationToken cancellationToken)
    {
        var budget = Of(owner);
        var before = budget.ParkedUntil;
        var wait = budget.Learn(status, RateHeaders.Read(headers, time.GetUtcNow()));
        if (budget.IsNear) _share.Join(owner, budget);
        if (budget.ParkedUntil is { } until && until != before) await NoteParkedAsync(owner, until, cancellationToken);
        return wait;
    }

    /// <summary>True while the calls of the day are used up.</summary>
    public async Task<bool> IsParkedAsync(string locationId, CancellationToken cancellationToken) =>
        await table.ReadParkedAsync(GrantKey.OfLocation(locationId), cancellationToken) > time.GetUtcNow();

    /// <summary>Claims no calls any more.</summary>
    public void Dispose() => _share.Dispose();

    internal LocationBudget Of(GrantKey owner) => _budgets.GetOrAdd(owner, _ => new LocationBudget(time));

    private TimeSpan WaitInLine(LocationBudget budget, TimeSpan notBefore) => budget.Slots.Next(notBefore, budget.Step) - time.GetUtcNow();

    /// <summary>
    /// Waits for a call for a moment. Work on a lane that made one gets it before others begin; what belongs to no lane waits
    /// as well, or it would make its first call again and again and never its second.
    /// </summary>
    private async Task<Turn> AwaitTurnAsync(LocationBudget budget, bool goesOn, CancellationToken cancellationToken)
    {
        var turn = budget.TryTake(goesOn);
        if (turn.IsTaken || turn.IsCrowded) return turn;
        var began = time.GetTimestamp();
        var ahead = goesOn ? 1 : 0;
        budget.WaitToGoOn(ahead);
        try
        {
            while (!turn.IsTaken && !turn.IsCrowded && budget.ClosedFor == TimeSpan.Zero && time.GetElapsedTime(began) < LongestPause)
            {
                await PauseAsync(Glance, cancellationToken);
                turn = budget.TryTake(goesOn);
            }

            return turn;
        }
        finally
        {
            budget.WaitToGoOn(-ahead);
        }
    }

    private async Task WaitForEndAsync(LocationBudget budget, CancellationToken cancellationToken)
    {
        await using var late = time.CreateTimer(_ => budget.TellEnd(), null, LocationBudget.Late, Timeout.InfiniteTimeSpan);
        await budget.NextEnd.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for time to pass; <see cref="Waiting"/> counts it.</summary>
    internal async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause <= TimeSpan.Zero) return;
        Interlocked.Increment(ref _waiting);
        try
        {
            // A timer may be a millisecond early.
            await Task.Delay(pause + TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task NoteParkedAsync(GrantKey owner, DateTimeOffset until, CancellationToken cancellationToken)
    {
        LogParked(owner.Id, until);
        try
        {
            await table.ParkAsync(owner, until, cancellationToken);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            // People see it later; the work waits all the same.
            LogNotNoted(owner.Id, failed.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The calls of the day of {LocationId} are used up: its work waits until {Until}")]
    private partial void LogParked(string locationId, DateTimeOffset until);

    [LoggerMessage(LogLevel.Warning, "That {LocationId} is parked could not be stored ({Error})")]
    private partial void LogNotNoted(string locationId, string error);
}
