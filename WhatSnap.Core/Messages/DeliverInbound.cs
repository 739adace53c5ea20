using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Works on the lane that a queue message names: its messages go to GoHighLevel in order, each once.</summary>
public sealed partial class DeliverInbound(
    LaneTable lanes, OversizedBodies bodies, PostInbound post, FinishRow finish, IWorkQueue queue, TimeProvider time,
    ILogger<DeliverInbound> logger)
{
    private static readonly TimeSpan RowIsOnItsWay = TimeSpan.FromMilliseconds(100);
    private const int LooksAtOnce = 3;

    /// <summary>Runs for one queue message. When it returns, the queue message is done; when it throws, it comes again.</summary>
    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        var work = LaneWork.FromJson(body);
        try
        {
            await LookAsync(work, cancellationToken);
        }
        catch (Exception stopped) when (stopped is LeaseLostException or CallWindowClosedException)
        {
            LogStopped(work.Lane, stopped.Message);
            await SendAsync(work, LaneTiming.LookAgain, cancellationToken);
        }
    }

    private async Task LookAsync(LaneWork work, CancellationToken cancellationToken)
    {
        var lane = new LaneId(work.Lane);
        var marker = new MarkerKey(work.Marker);

        // Messages that come a second time mostly find their row done: one small read tells.
        var comesAgain = work.Echo || work.SeenTag is not null;
        if (comesAgain && await IsDoneAsync(lane, marker, cancellationToken)) return;

        var view = await FindRowAsync(lane, marker, cancellationToken);
        if (view is null)
        {
            await ComeBackForRowAsync(work, cancellationToken);
            return;
        }

        if (view.Pending.All(row => row.Marker != marker)) return;
        if (view.Head?.RedirectTo is { } target)
        {
            await finish.MoveAsync(view, new LaneId(target), cancellationToken);
            return;
        }

        if (view.Head is { } head && work.WaitedFor(head) < head.Hold)
        {
            await WaitAsync(work, view, head, cancellationToken);
            return;
        }

        if (!comesAgain)
        {
            await DrainAsync(work, view, cancellationToken);
            return;
        }

        // The first of its two queue messages may be lost with a killed host, and this one be the last: it leaves a
        // successor before it works, and takes it back when it is done.
        var successor = await SendAsync(work with { SeenTag = "" }, LaneTiming.EchoDelay, cancellationToken);
        await DrainAsync(work, view, cancellationToken);
        await queue.TakeBackAsync(successor, cancellationToken);
    }

    /// <summary>The lane once the row is in it or done; null when neither is so yet: accept queues before it stores.</summary>
    private async Task<LaneView?> FindRowAsync(LaneId lane, MarkerKey marker, CancellationToken cancellationToken)
    {
        for (var look = 1; look <= LooksAtOnce; look++)
        {
            var view = await lanes.ReadAsync(lane, cancellationToken);
            if (view.Pending.Any(row => row.Marker == marker)) return view;

            // An open marker whose row is not in the view came between the two reads, or its row moved to another lane.
            var found = await lanes.FindMarkerAsync(lane, marker, cancellationToken);
            if (found is not null && (!found.IsOpen || look > 1)) return view;
            await Task.Delay(RowIsOnItsWay, time, cancellationToken);
        }

        return null;
    }

    private async Task<bool> IsDoneAsync(LaneId lane, MarkerKey marker, CancellationToken cancellationToken) =>
        await lanes.FindMarkerAsync(lane, marker, cancellationToken) is { IsOpen: false };

    private async Task ComeBackForRowAsync(LaneWork work, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - work.At > LaneTiming.RowMayStillCome) return;
        await SendAsync(work, TimeSpan.FromSeconds(1), cancellationToken);
    }

    /// <summary>Looks again later; what counts is how long the head stays unchanged, not what clocks say.</summary>
    private async Task WaitAsync(LaneWork work, LaneView view, LaneHead head, CancellationToken cancellationToken)
    {
        var isFirst = view.Pending[0].Marker.Value == work.Marker;
        var left = head.Hold - work.WaitedFor(head);
        var delay = isFirst
            ? head.IsLeased && left > LaneTiming.LookAgain ? LaneTiming.LookAgain : left
            : left > LaneTiming.LookAgainBehind && !head.IsLeased ? left : LaneTiming.LookAgainBehind;
        var jitter = TimeSpan.FromMilliseconds(Random.Shared.Next(1000));
        await SendAsync(work.AfterWaiting(head, delay + jitter), delay + jitter, cancellationToken);
    }

    private async Task DrainAsync(LaneWork work, LaneView view, CancellationToken cancellationToken)
    {
        while (view.Pending.Count > 0)
        {
            var row = view.Pending[0];
            var message = await bodies.ReadAsync(row, cancellationToken);
            var lease = await LaneLease.TakeAsync(lanes, time, view, row, message.OccurredAt, cancellationToken);
            if (lease is null)
            {
                await SendAsync(work, LaneTiming.LookAgain, cancellationToken);
                return;
            }

            if (!await WorkAsync(work, lease, view, cancellationToken)) return;

            // What was accepted meanwhile saw the lane held and waits: it is taken along now.
            view = await lanes.ReadAsync(view.Lane, cancellationToken);
        }
    }

    /// <summary>Works through the pending rows of one read; false when the lane was given back before its end.</summary>
    private async Task<bool> WorkAsync(
        LaneWork work, LaneLease lease, LaneView view, CancellationToken cancellationToken)
    {
        var message = await bodies.ReadAsync(view.Pending[0], cancellationToken);
        for (var index = 0; index < view.Pending.Count; index++)
        {
            var row = view.Pending[index];
            var outcome = await post.RunAsync(lease, view, row, message, cancellationToken);
            if (outcome is RowOutcome.Later later)
            {
                await lease.HoldAsync(later.Row, later.Wait, later.InDoubt, cancellationToken);
                LogLater(message.ProviderMessageId, later.Row.Reason ?? "", later.Wait);
                await SendAsync(work.AfterWaiting(lease.Head, later.Wait), later.Wait, cancellationToken);
                return false;
            }

            var next = index + 1 < view.Pending.Count ? view.Pending[index + 1] : null;
            var nextMessage = next is null ? null : await bodies.ReadAsync(next, cancellationToken);
            await finish.RunAsync(
                lease, row, message, outcome, next is null ? null : (next, nextMessage!.OccurredAt), cancellationToken);
            if (nextMessage is not null) message = nextMessage;
        }

        return true;
    }

    private Task<WorkReceipt> SendAsync(LaneWork work, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendAsync(QueueNames.DeliverInbound, work.ToJson(), delay, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} waits {Wait} before its next try ({Reason})")]
    private partial void LogLater(string messageId, string reason, TimeSpan wait);

    [LoggerMessage(LogLevel.Information, "Lane {Lane} left: {Reason}")]
    private partial void LogStopped(string lane, string reason);
}
