namespace WhatSnap.Core.Messages;

/// <summary>Moves what waits in a merged lane to the lane that took it in; repeating it changes nothing.</summary>
public sealed class MoveRows(LaneTable lanes, RowGuards guards, TimeProvider time)
{
    public async Task RunAsync(LaneView view, LaneId target, CancellationToken cancellationToken)
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
}
