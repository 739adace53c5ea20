using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Takes a row out of its lane: as stored, as a dead letter, or into the lane that took its own in.</summary>
public sealed partial class FinishRow(
    LaneTable lanes, OversizedBodies bodies, DeadLetters deadLetters, MarkerRetention retention, IWorkQueue queue,
    TimeProvider time, ILogger<FinishRow> logger)
{
    /// <summary>Records the end of a row, then names the next one or gives the lane back.</summary>
    public async Task RunAsync(
        LaneLease lease, PendingRow row, InboundMessage message, RowOutcome outcome,
        (PendingRow Row, DateTimeOffset OccurredAt)? next, CancellationToken cancellationToken)
    {
        var stored = (outcome as RowOutcome.Stored)?.CrmMessageId;
        if (outcome is RowOutcome.Dead dead)
        {
            // The index first: a crash before the row goes repeats this, which changes nothing.
            await deadLetters.AddAsync(lease.Lane, row, message, dead, lease.Head.Date, cancellationToken);
            LogDead(message.ProviderMessageId, message.AccountId, dead.Failure.Code);
        }

        var expiresOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(MarkerRetention.Days(message));
        if (lease.Head.RetentionDay != $"{expiresOn:yyyyMMdd}")
        {
            await retention.NoteLaneAsync(lease.Lane, expiresOn, cancellationToken);
        }

        await lease.FinishAsync(row, new RowResult(stored, expiresOn), next, cancellationToken);
        await bodies.DropAsync(row, cancellationToken);
        if (stored is not null) LogStored(stored, message.AccountId, time.GetUtcNow() - row.AcceptedAt);
    }

    /// <summary>Moves what waits in a merged lane to the lane that took it in; repeating it changes nothing.</summary>
    public async Task MoveAsync(LaneView view, LaneId target, CancellationToken cancellationToken)
    {
        foreach (var row in view.Pending)
        {
            var work = new LaneWork(1, target.Value, row.Marker.Value, time.GetUtcNow());
            await queue.SendAsync(QueueNames.DeliverInbound, work.ToJson(), TimeSpan.Zero, cancellationToken);
            await lanes.TryAddAsync(target, row, cancellationToken);
            await lanes.DropMovedAsync(view.Lane, row, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Message {CrmMessageId} of account {AccountId} stored after {Took}")]
    private partial void LogStored(string crmMessageId, string accountId, TimeSpan took);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} of account {AccountId} is a dead letter: {Code}")]
    private partial void LogDead(string messageId, string accountId, string code);
}
