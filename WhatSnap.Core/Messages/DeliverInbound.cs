using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Looks at the lane that a queue message names and has it worked on when it is free. Every pending row has a queue
/// message that comes until the row is done; no failure makes two of one.
/// </summary>
public sealed partial class DeliverInbound(
    LaneTable lanes, DrainLane drain, FinishRow finish, IWorkQueue queue, TimeProvider time,
    ILogger<DeliverInbound> logger)
{
    private static readonly TimeSpan RowIsOnItsWay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RowIsLate = TimeSpan.FromSeconds(10);
    private const int LooksAtOnce = 3;

    /// <summary>Runs for one queue message. When it returns, the queue message is done; when it throws, it comes again.</summary>
    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        var work = LaneWork.FromJson(body);
        var isFirstLook = !work.Echo && work.SeenTag is null;
        if (isFirstLook)
        {
            await LookAsync(work, cancellationToken);
            return;
        }

        // Messages that come a second time mostly find their row done: one small read tells.
        var marker = await lanes.FindMarkerAsync(new LaneId(work.Lane), new MarkerKey(work.Marker), cancellationToken);
        if (marker is { IsOpen: false }) return;
        await LookWithSuccessorAsync(work, cancellationToken);
    }

    /// <summary>
    /// A queue message that comes again may be the last one of its row, the others lost with a killed host: it leaves a
    /// successor before it looks, and takes it back when it has sent another or nothing is left to do.
    /// </summary>
    private async Task LookWithSuccessorAsync(LaneWork work, CancellationToken cancellationToken)
    {
        var successor = await queue.SendAsync(
            work with { Returns = work.Returns + 1 }, LaneTiming.SuccessorDelay(work.Returns), cancellationToken);
        WorkReceipt? next;
        try
        {
            next = await LookAsync(work with { Returns = 0 }, cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            // The successor is the retry.
            LogFailed(work.Lane, work.Returns + 1, failed);
            return;
        }

        // A successor that somebody has by now goes on in the place of the next one.
        var isBack = await queue.TakeBackAsync(successor, cancellationToken);
        if (!isBack && next is not null) await queue.TakeBackAsync(next, cancellationToken);
    }

    /// <returns>The queue message that comes next for the row; null when none is needed.</returns>
    private async Task<WorkReceipt?> LookAsync(LaneWork work, CancellationToken cancellationToken)
    {
        var marker = new MarkerKey(work.Marker);
        var view = await FindRowAsync(new LaneId(work.Lane), marker, cancellationToken);
        if (view is null) return await ComeBackForRowAsync(work, cancellationToken);
        if (view.Pending.All(row => row.Marker != marker)) return null;
        if (view.Head?.RedirectTo is { } target)
        {
            await finish.MoveAsync(view, new LaneId(target), cancellationToken);
            return null;
        }

        return view.Head is { } head && work.WaitedFor(head) < head.Hold
            ? await WaitAsync(work, view, head, cancellationToken)
            : await drain.RunAsync(work, view, cancellationToken);
    }

    /// <summary>The lane once the row is in it or done; null when neither is so yet: accept queues before it stores.</summary>
    private async Task<LaneView?> FindRowAsync(LaneId lane, MarkerKey marker, CancellationToken cancellationToken)
    {
        for (var look = 1; look <= LooksAtOnce; look++)
        {
            var view = await lanes.ReadAsync(lane, cancellationToken);
            if (view.Pending.Any(row => row.Marker == marker)) return view;

            // An open marker whose row is not in the view came between the two reads.
            var found = await lanes.FindMarkerAsync(lane, marker, cancellationToken);
            if (found is not null && (!found.IsOpen || look > 1)) return view;
            await Task.Delay(RowIsOnItsWay, time, cancellationToken);
        }

        return null;
    }

    private async Task<WorkReceipt?> ComeBackForRowAsync(LaneWork work, CancellationToken cancellationToken)
    {
        var age = time.GetUtcNow() - work.At;
        if (age > LaneTiming.RowMayStillCome) return null;
        return await queue.SendAsync(work, age < RowIsLate ? TimeSpan.FromSeconds(1) : RowIsLate, cancellationToken);
    }

    /// <summary>Looks again later; what counts is how long the head stays unchanged, not what clocks say.</summary>
    private Task<WorkReceipt> WaitAsync(LaneWork work, LaneView view, LaneHead head, CancellationToken cancellationToken)
    {
        var isFirst = view.Pending[0].Marker.Value == work.Marker;
        var left = head.Hold - work.WaitedFor(head);
        var delay = isFirst
            ? head.IsLeased && left > LaneTiming.LookAgain ? LaneTiming.LookAgain : left
            : left > LaneTiming.LookAgainBehind && !head.IsLeased ? left : LaneTiming.LookAgainBehind;
        var jittered = delay + TimeSpan.FromMilliseconds(Random.Shared.Next(1000));
        return queue.SendAsync(work.AfterWaiting(head, jittered), jittered, cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "Work on lane {Lane} failed for the {Times}. time in a row; its successor tries again")]
    private partial void LogFailed(string lane, int times, Exception exception);
}
