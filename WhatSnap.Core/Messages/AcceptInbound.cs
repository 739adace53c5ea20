using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Messages;

/// <summary>What became of a message at the door.</summary>
public abstract record AcceptOutcome
{
    private AcceptOutcome()
    {
    }

    /// <summary>It is stored and will be delivered.</summary>
    public sealed record Accepted(LaneId Lane) : AcceptOutcome;

    /// <summary>It was seen before; nothing changed.</summary>
    public sealed record Duplicate(LaneId Lane) : AcceptOutcome;
}

/// <summary>Stores one inbound message, once, in two storage round trips, before the provider gets its answer.</summary>
public sealed partial class AcceptInbound(
    Aliases aliases, LaneTable lanes, OversizedBodies bodies, RowGuards guards, TimeProvider time,
    ILogger<AcceptInbound> logger)
{
    public async Task<AcceptOutcome> RunAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lane = await aliases.ResolveAsync(message.LocationId, message.SenderIdentity, cancellationToken);
        var row = await bodies.PutAsync(lane, NewRow(message, now), cancellationToken);
        var work = LaneWork.For(lane, message.Marker, now);

        // The guard first: a crash before the row leaves a queue message with nothing to do, never a row that nobody
        // works on. For a duplicate it looks whether the row is still pending.
        row = row with { Guard = await guards.PutAsync(work, cancellationToken) };
        if (!await lanes.TryAddAsync(lane, row, cancellationToken))
        {
            // A repeated storage call finds its own row: that body is in use.
            if (row.BodyBlob is not null && !await lanes.HasRowAsync(lane, row.RowKey, cancellationToken))
            {
                await bodies.DropAsync(row, cancellationToken);
            }

            LogDuplicate(message.ProviderMessageId, message.AccountId);
            return new AcceptOutcome.Duplicate(lane);
        }

        _ = guards.GoAsync(work);
        LogAccepted(message.ProviderMessageId, message.AccountId);
        return new AcceptOutcome.Accepted(lane);
    }

    internal static PendingRow NewRow(InboundMessage message, DateTimeOffset now) => new(
        $"{PendingRow.Prefix}{now.UtcTicks:D19}~{Keys.Hash(message.Marker.Value)[..8]}", message.Marker, message.ToJson(),
        null, now, message.OccurredAt);

    [LoggerMessage(LogLevel.Information, "Message {MessageId} accepted for account {AccountId}")]
    private partial void LogAccepted(string messageId, string accountId);

    [LoggerMessage(LogLevel.Information, "Message {MessageId} for account {AccountId} was accepted before")]
    private partial void LogDuplicate(string messageId, string accountId);
}
