namespace WhatSnap.Core.Messages;

/// <summary>
/// Spares a lane the rest of its wait: what already stands where it belongs need not be waited for, whoever brought it
/// there and wherever that worker is now. What is not there yet may still come, so nothing is ever posted from here.
/// </summary>
public sealed class AdoptEarly(LaneDirections directions, LaneTable lanes, FinishRow finish, TimeProvider time)
{
    /// <returns>True when the lane's first row was found, taken as done and the lane given back.</returns>
    public async Task<bool> TryAsync(LaneWork work, LaneView view, CancellationToken cancellationToken)
    {
        var row = view.Pending[0];
        if (view.Head is not { MayTurnUp: true } head || head.Row != row.RowKey) return false;

        // Only for its own row, and not at the first sight of a lane that is probably being worked on.
        if (row.Marker.Value != work.Marker || work.WaitedFor(head) == TimeSpan.Zero) return false;
        if (await directions.Of(view.Lane).FindAsync(view, head, row, cancellationToken) is not { } found) return false;

        // Whoever still holds the lane fails its next write; its one call for this row is the one that was found.
        var lease = await LaneLease.TakeAsync(lanes, time, view, row, cancellationToken);
        if (lease is null) return false;
        await finish.RunAsync(lease, row, new RowOutcome.Stored(found), null, cancellationToken);
        return true;
    }
}
