using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Messages;

/// <summary>What became of a message at the door.</summary>
public abstract record AcceptOutcome
{
    private AcceptOutcome()
    {
    }

    /// <summary>It is stored, since then, and will be delivered.</summary>
    public sealed record Accepted(LaneId Lane, DateTimeOffset At) : AcceptOutcome;

    /// <summary>It was seen before; nothing changed.</summary>
    public sealed record Duplicate(LaneId Lane) : AcceptOutcome;
}

/// <summary>Stores one message in its lane, once, in two storage round trips, before whoever sent it gets an answer.</summary>
public sealed partial class AcceptRow(
    LaneTable lanes, OversizedBodies bodies, RowGuards guards, AdmitWork admit, TimeProvider time,
    ILogger<AcceptRow> logger)
{
    /// <param name="lane">The lane.</param>
    /// <param name="marker">The key of the message.</param>
    /// <param name="body">The whole message, as JSON.</param>
    /// <param name="occurredAt">When it was written; null for now.</param>
    /// <param name="cancellationToken">Cancels the storing.</param>
    public async Task<AcceptOutcome> RunAsync(
        LaneId lane, MarkerKey marker, string body, DateTimeOffset? occurredAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await bodies.PutAsync(lane, NewRow(marker, body, now, occurredAt ?? now), cancellationToken);
        var work = LaneWork.For(lane, marker, now) with { Slot = lane.IsOutbound ? null : admit.SlotInLine(lane.LocationId) };

        // The guard first: a crash before the row leaves a queue message with nothing to do, never a row that nobody
        // works on.
        row = row with { Guard = await guards.PutAsync(work, cancellationToken) };
        var isNew = await lanes.TryAddAsync(lane, row, cancellationToken)

            // A storage call that was repeated after a lost answer finds its own row.
            || await lanes.HasRowAsync(lane, row.RowKey, cancellationToken);
        if (!isNew)
        {
            // The row has a guard of its own; the one of the duplicate looks once, at once, and ends.
            _ = guards.ComeAsync(row.Guard, new NextLook(work with { Go = true }, TimeSpan.Zero));
            if (row.BodyBlob is not null) await bodies.DropAsync(row, cancellationToken);
            LogDuplicate(marker.MessageId, marker.AccountId);
            return new AcceptOutcome.Duplicate(lane);
        }

        // Where the location's work waits in line, this waits with it.
        if (work.Slot is null) _ = guards.GoAsync(work);
        LogAccepted(marker.MessageId, marker.AccountId);
        return new AcceptOutcome.Accepted(lane, now);
    }

    internal static PendingRow NewRow(MarkerKey marker, string body, DateTimeOffset now, DateTimeOffset occurredAt) => new(
        $"{PendingRow.Prefix}{now.UtcTicks:D19}~{Keys.Hash(marker.Value)[..8]}", marker, body, null, now, occurredAt);

    [LoggerMessage(LogLevel.Information, "Message {MessageId} accepted for account {AccountId}")]
    private partial void LogAccepted(string messageId, string accountId);

    [LoggerMessage(LogLevel.Information, "Message {MessageId} for account {AccountId} was accepted before")]
    private partial void LogDuplicate(string messageId, string accountId);
}
