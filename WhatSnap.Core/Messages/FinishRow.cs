using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Messages;

/// <summary>Takes a row out of its lane: as stored, as a dead letter, or into the lane that took its own in.</summary>
public sealed partial class FinishRow(
    LaneTable lanes, OversizedBodies bodies, DeadLetters deadLetters, MarkerRetention retention, RowGuards guards,
    TimeProvider time, ILogger<FinishRow> logger)
{
    /// <summary>Records the end of a row, then names the next one or gives the lane back.</summary>
    public async Task RunAsync(
        LaneLease lease, PendingRow row, InboundMessage message, RowOutcome outcome,
        PendingRow? next, CancellationToken cancellationToken)
    {
        var stored = (outcome as RowOutcome.Stored)?.CrmMessageId;
        if (outcome is RowOutcome.Dead dead)
        {
            // The index first: a crash before the row goes repeats this, which changes nothing.
            await deadLetters.AddAsync(lease, row, message, dead, cancellationToken);
            LogDead(message.ProviderMessageId, message.AccountId, dead.Failure.Code);
        }

        var expiresOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(MarkerRetention.DaysOfTwilio);
        if (lease.Head.RetentionDay != $"{expiresOn:yyyyMMdd}")
        {
            await retention.NoteLaneAsync(lease.Lane, expiresOn, cancellationToken);
        }

        await lease.FinishAsync(row, new RowResult(stored, expiresOn), next, cancellationToken);
        _ = guards.TakeBackAsync(lease.Lane, row.Guard);
        await bodies.DropAsync(row, cancellationToken);
        if (stored is not null) LogStored(stored, message.AccountId, time.GetUtcNow() - row.AcceptedAt);
    }

    /// <summary>Moves what waits in a merged lane to the lane that took it in; repeating it changes nothing.</summary>
    public async Task MoveAsync(LaneView view, LaneId target, CancellationToken cancellationToken)
    {
        foreach (var row in view.Pending)
        {
            var work = LaneWork.For(target, row.Marker, time.GetUtcNow());
            var moved = row with { Guard = await guards.PutAsync(work, cancellationToken) };
            await lanes.TryAddAsync(target, moved, cancellationToken);
            _ = guards.GoAsync(work);
            await lanes.DropMovedAsync(view.Lane, row, cancellationToken);
            _ = guards.TakeBackAsync(view.Lane, row.Guard);
        }
    }

    [LoggerMessage(LogLevel.Information, "Message {CrmMessageId} of account {AccountId} stored after {Took}")]
    private partial void LogStored(string crmMessageId, string accountId, TimeSpan took);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} of account {AccountId} is a dead letter: {Code}")]
    private partial void LogDead(string messageId, string accountId, string code);
}
