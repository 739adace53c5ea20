namespace WhatSnap.Core.Messages;

/// <summary>Joins two lanes when two identities turn out to be one sender; what either has seen is seen in both.</summary>
public sealed class MergeLanes(Aliases aliases, LaneTable lanes, FinishRow finish)
{
    /// <summary>Leads the identity, and all that waits in its lane, to the lane <paramref name="into"/>.</summary>
    /// <returns>False when somebody works on the old lane just now: try again.</returns>
    public async Task<bool> RunAsync(
        string locationId, string identity, LaneId into, CancellationToken cancellationToken)
    {
        var from = await aliases.ResolveAsync(locationId, identity, cancellationToken);
        if (from == into) return true;

        var view = await lanes.ReadAsync(from, cancellationToken);
        if (view.Head is { IsLeased: true } or { InDoubt: true }) return false;

        // What the old lane has seen counts before anything of it is let into the new one.
        await lanes.AddMergedAsync(into, from, cancellationToken);
        var head = (view.Head ?? new LaneHead()) with { RedirectTo = into.Value };
        if (await lanes.WriteHeadAsync(from, head, null, cancellationToken) is null) return false;

        await aliases.RepointAsync(locationId, identity, into, cancellationToken);
        await finish.MoveAsync(view, into, cancellationToken);
        return true;
    }
}
