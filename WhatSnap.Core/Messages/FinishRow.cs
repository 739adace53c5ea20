using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Messages;

/// <summary>Takes a row out of its lane: as done, or as one that did not pass.</summary>
public sealed partial class FinishRow(
    LaneDirections directions, OversizedBodies bodies, MarkerRetention retention, RowGuards guards,
    TimeProvider time, ILogger<FinishRow> logger)
{
    /// <summary>Records the end of a row, then names the next one or gives the lane back.</summary>
    public async Task RunAsync(
        LaneLease lease, PendingRow row, RowOutcome outcome, PendingRow? next, CancellationToken cancellationToken)
    {
        var rows = directions.Of(lease.Lane);
        var stored = (outcome as RowOutcome.Stored)?.ResultId;
        // First: a crash before the row goes repeats this, which changes nothing.
        await rows.EndAsync(lease, row, outcome, cancellationToken);
        if (outcome is RowOutcome.Dead dead) LogDead(row.Marker.MessageId, row.Marker.AccountId, dead.Failure.Code);

        var expiresOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(rows.RetentionDays);
        if (lease.Head.RetentionDay != $"{expiresOn:yyyyMMdd}")
        {
            await retention.NoteLaneAsync(lease.Lane, expiresOn, cancellationToken);
        }

        await lease.FinishAsync(row, new RowResult(stored, expiresOn), next, cancellationToken);
        _ = guards.TakeBackAsync(lease.Lane, row.Guard);
        await bodies.DropAsync(row, cancellationToken);
        if (stored is not null) LogStored(stored, row.Marker.AccountId, time.GetUtcNow() - row.AcceptedAt);
    }

    [LoggerMessage(LogLevel.Information, "Message {ResultId} of account {AccountId} stands after {Took}")]
    private partial void LogStored(string resultId, string accountId, TimeSpan took);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} of account {AccountId} did not pass: {Code}")]
    private partial void LogDead(string messageId, string accountId, string code);
}
