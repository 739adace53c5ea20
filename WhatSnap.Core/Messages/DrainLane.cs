using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Safety;

namespace WhatSnap.Core.Messages;

/// <summary>Takes a free lane and works through its pending rows in order, until none is left or one has to wait.</summary>
public sealed partial class DrainLane(
    LaneTable lanes, LaneDirections directions, FinishRow finish, RowGuards guards, TimeProvider time,
    ILogger<DrainLane> logger)
{
    /// <returns>How the row that the work is for goes on; null when it is done, or has a guard elsewhere.</returns>
    public async Task<NextLook?> RunAsync(LaneWork work, LaneView view, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var isGuarded = work.Go;
        while (view.Pending.Count > 0)
        {
            var lease = await LaneLease.TakeAsync(lanes, time, view, view.Pending[0], cancellationToken);
            if (lease is null) return isGuarded ? null : new NextLook(work, LaneTiming.LookAgain);

            foreach (var (row, next) in view.Pending.Zip(view.Pending.Skip(1).Append<PendingRow?>(null)))
            {
                var isLong = time.GetElapsedTime(began) > LaneTiming.LongestDrain;
                var later = await TryAsync(lease, view, row, isLong ? null : next, cancellationToken);
                if (later is not null)
                {
                    // The work's own row, first or behind, brings the lane on; else the guard of the row that waits does.
                    if (!isGuarded) return After(lease, work, later);
                    await guards.ComeAsync(row.Guard, After(lease, work with { Marker = row.Marker.Value, Go = false }, later));
                    return null;
                }

                isGuarded |= row.Marker.Value == work.Marker;
                if (isLong && next is not null)
                {
                    await guards.GoAsync(work with { Marker = next.Marker.Value });
                    return isGuarded ? null : new NextLook(work, LaneTiming.LookAgain);
                }
            }

            // What was accepted meanwhile saw the lane held: it is taken along now, unless somebody has it.
            view = await lanes.ReadAsync(view.Lane, cancellationToken);
            if (view.Head?.ETag != lease.Head.ETag) return null;
        }

        return null;
    }

    private NextLook After(LaneLease lease, LaneWork work, RowOutcome.Later later)
    {
        var delay = lease.Head.MayTurnUp ? LaneTiming.LookAgainAfter(later.Wait, isFirst: true, mayEndBefore: true) : later.Wait;

        // What has waited does not stand behind what has just come, should its location have no calls left.
        var slot = work.Slot ?? later.Slot ?? time.GetUtcNow() + delay;
        return new NextLook(work.AfterWaiting(lease.Head, delay) with { Slot = slot }, delay);
    }

    /// <summary>Tries one row; the answer is null when it is done, and says how to wait when it is not.</summary>
    private async Task<RowOutcome.Later?> TryAsync(
        LaneLease lease, LaneView view, PendingRow row, PendingRow? next, CancellationToken cancellationToken)
    {
        var outcome = await OutcomeAsync(lease, view, row, cancellationToken);
        if (outcome is RowOutcome.Later later)
        {
            var until = Holds.IsHold(later.Row.Reason) ? later.Row.SlotAt : null;
            if (later.Row.Reason is { } reason && (reason != row.Reason || (until is not null && until != row.SlotAt)))
            {
                await directions.Of(lease.Lane).WaitAsync(lease, row, reason, until, cancellationToken);
            }

            await lease.HoldAsync(later.Row, later.Wait, later.InDoubt, cancellationToken);
            if (later.Row.SlotAt > time.GetUtcNow()) LogHeld(row.Marker.MessageId, later.Row.SlotAt.Value);
            else LogLater(row.Marker.MessageId, later.Row.Reason ?? "", later.Wait);
            return later;
        }

        await finish.RunAsync(lease, row, outcome, next, cancellationToken);
        return null;
    }

    private async Task<RowOutcome> OutcomeAsync(
        LaneLease lease, LaneView view, PendingRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await directions.Of(lease.Lane).TryAsync(lease, view, row, cancellationToken);
        }
        catch (Exception failed) when (failed is not (LeaseLostException or CallWindowClosedException)
            && !cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, it must not keep the next messages back for ever. A lost lane fails the next write.
            LogInternalError(row.Marker.MessageId, failed);
            var tried = row with { Refusals = row.Refusals + 1, Reason = Failures.InternalError.Code };
            return tried.Refusals >= LaneTiming.InternalErrorsUntilDead
                ? new RowOutcome.Dead(Failures.InternalError, null)
                : new RowOutcome.Later(tried, LaneTiming.DoubtHold + LaneTiming.Backoff(tried.Refusals), InDoubt: true);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} waits {Wait} before its next try ({Reason})")]
    private partial void LogLater(string messageId, string reason, TimeSpan wait);

    [LoggerMessage(LogLevel.Debug, "Message {MessageId} waits for its slot at {SlotAt}")]
    private partial void LogHeld(string messageId, DateTimeOffset slotAt);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} could not be worked on")]
    private partial void LogInternalError(string messageId, Exception exception);
}
