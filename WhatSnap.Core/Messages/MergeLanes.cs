namespace WhatSnap.Core.Messages;

/// <summary>Joins two lanes when two identities turn out to be one sender; what either has seen is seen in both.</summary>
public sealed class MergeLanes(Aliases aliases, LaneTable lanes, MoveRows move)
{
    /// <summary>Leads the identity, and all that waits in its lane, to the lane <paramref name="into"/>.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="into">The lane that takes the old one in.</param>
    /// <param name="number">For a LID: the key of the number that <paramref name="into"/> is of.</param>
    /// <param name="cancellationToken">Cancels the merge.</param>
    /// <returns>False when somebody works on the old lane just now: try again.</returns>
    public async Task<bool> RunAsync(
        string locationId, string identity, LaneId into, string? number, CancellationToken cancellationToken)
    {
        var from = await aliases.ResolveAsync(locationId, identity, cancellationToken);
        if (from == into) return true;

        var view = await lanes.ReadAsync(from, cancellationToken);
        if (view.Head is { IsLeased: true } or { InDoubt: true }) return false;

        // What the old lane has seen counts before anything of it is let into the new one.
        await lanes.AddMergedAsync(into, from, cancellationToken);
        var head = (view.Head ?? new LaneHead()) with { RedirectTo = into.Value };
        if (await lanes.WriteHeadAsync(from, head, null, cancellationToken) is null) return false;

        await aliases.RepointAsync(locationId, identity, into, number, cancellationToken);
        await move.RunAsync(view, into, cancellationToken);
        return true;
    }

    /// <summary>
    /// The same for a lane that the caller holds, and whose row now tried is not in doubt: what waits is moved by whoever looks at the
    /// lane next.
    /// </summary>
    public async Task HandOverAsync(
        LaneLease lease, string identity, LaneId into, string? number, CancellationToken cancellationToken)
    {
        await lanes.AddMergedAsync(into, lease.Lane, cancellationToken);
        await lease.RedirectAsync(into, cancellationToken);
        await aliases.RepointAsync(lease.Lane.LocationId, identity, into, number, cancellationToken);
    }
}
