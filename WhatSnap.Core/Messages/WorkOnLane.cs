using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Looks at the lane that a queue message names and has it worked on when it is free. Every pending row has a guard, a
/// queue message that comes until the row is done; no failure makes two of one.
/// </summary>
public sealed partial class WorkOnLane(
    LaneTable lanes, DrainLane drain, AdoptEarly adopt, MoveRows move, RowGuards guards, AdmitWork admit, IWorkQueue queue,
    TimeProvider time, ILogger<WorkOnLane> logger)
{
    /// <summary>Runs for one queue message. When it returns, the queue message is done; when it throws, it comes again.</summary>
    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, LaneWork.FromJson) is not { } work) return;
        var (lane, marker) = (new LaneId(work.Lane), new MarkerKey(work.Marker));
        using var scope = logger.OfMessage(lane.LocationId, marker.AccountId, marker.MessageId);
        var entry = await admit.EnterAsync(
            lane.Queue, lane.LocationId, work.Slot, !lane.IsOutbound || work.Slot is not null, work.Go, cancellationToken);
        if (entry is WorkEntry.Later later)
        {
            await PutBackAsync(work, later, cancellationToken);
            return;
        }

        using var entered = (WorkEntry.Entered)entry;
        entered.Use();
        if (work.Go)
        {
            await GoAsync(work, cancellationToken);
            return;
        }

        // A guard may find its row done, or not there yet: one small read tells.
        var found = await lanes.FindMarkerAsync(lane, marker, cancellationToken);
        if (found is null || found.ETag.ToString() == work.DeadTag) await ComeBackForRowAsync(work, cancellationToken);
        else if (found.IsOpen) await LookWithSuccessorAsync(work, cancellationToken);
    }

    /// <summary>The location has its share already: nothing is read, and the queue message makes room for others.</summary>
    private async Task PutBackAsync(LaneWork work, WorkEntry.Later later, CancellationToken cancellationToken)
    {
        // The guard comes anyway.
        if (work.Go && later.Delay >= LaneTiming.GuardDelay) return;
        await queue.SendAsync(work with { Slot = later.Slot }, later.Delay, cancellationToken);
    }

    private async Task GoAsync(LaneWork work, CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(work, cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            // The guard is the retry.
            LogGoFailed(work.Lane, failed);
        }
    }

    /// <summary>
    /// A guard leaves a successor before it works, so that its row has one should this host be killed. The successor
    /// becomes the next look, or is taken back when nothing is left to do.
    /// </summary>
    private async Task LookWithSuccessorAsync(LaneWork work, CancellationToken cancellationToken)
    {
        var successor = await queue.SendAsync(
            work with { Returns = work.Returns + 1 }, LaneTiming.SuccessorDelay(work.Returns), cancellationToken);
        try
        {
            var next = await LookAsync(work with { Returns = 0 }, cancellationToken);
            if (next is null) await guards.TakeBackAsync(new LaneId(work.Lane), successor);
            else await guards.ComeAsync(successor, next);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            // The successor is the retry.
            LogFailed(work.Lane, work.Returns + 1, failed);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops and gives the queue message back.
            await guards.TakeBackAsync(new LaneId(work.Lane), successor);
            throw;
        }
    }

    /// <returns>How the row that the work is for goes on; null when nothing is left to do for it.</returns>
    private async Task<NextLook?> LookAsync(LaneWork work, CancellationToken cancellationToken)
    {
        var view = await lanes.ReadAsync(new LaneId(work.Lane), cancellationToken);
        if (view.Pending.All(row => row.Marker.Value != work.Marker)) return null;
        if (view.Head?.RedirectTo is { } target)
        {
            await move.RunAsync(view, new LaneId(target), cancellationToken);
            return null;
        }

        if (view.Head is not { } head || work.WaitedFor(head) >= head.Hold) return await drain.RunAsync(work, view, cancellationToken);

        // Whoever holds the lane takes along what came meanwhile.
        if (work.Go) return null;
        if (!await adopt.TryAsync(work, view, cancellationToken)) return Wait(work, view, head);

        // Its own row is done: from here on it is as good as a go.
        view = await lanes.ReadAsync(view.Lane, cancellationToken);
        return await drain.RunAsync(work with { Go = true }, view, cancellationToken);
    }

    private Task ComeBackForRowAsync(LaneWork work, CancellationToken cancellationToken) =>
        time.GetUtcNow() - work.At > LaneTiming.RowMayStillCome
            ? Task.CompletedTask
            : queue.SendAsync(work, LaneTiming.LookForRow, cancellationToken);

    /// <summary>Looks again later; what counts is how long the head stays unchanged, not what clocks say.</summary>
    private static NextLook Wait(LaneWork work, LaneView view, LaneHead head)
    {
        var isFirst = view.Pending[0].Marker.Value == work.Marker;
        var delay = LaneTiming.LookAgainAfter(head.Hold - work.WaitedFor(head), isFirst, head.MayTurnUp);
        return new NextLook(work.AfterWaiting(head, delay), delay);
    }

    [LoggerMessage(LogLevel.Warning, "Work on lane {Lane} failed; the row's guard tries again")]
    private partial void LogGoFailed(string lane, Exception exception);

    [LoggerMessage(LogLevel.Error, "Work on lane {Lane} failed for the {Times}. time in a row; its successor tries again")]
    private partial void LogFailed(string lane, int times, Exception exception);
}
