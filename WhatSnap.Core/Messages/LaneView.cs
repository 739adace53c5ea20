namespace WhatSnap.Core.Messages;

/// <summary>A lane as it was read at one moment.</summary>
/// <param name="Lane">Its id.</param>
/// <param name="Head">Its head; null before the first delivery.</param>
/// <param name="Pending">What waits, in the order in which it was accepted.</param>
/// <param name="MergedFrom">Lanes that were merged into this one: what they have seen counts here too.</param>
public sealed record LaneView(
    LaneId Lane, LaneHead? Head, IReadOnlyList<PendingRow> Pending, IReadOnlyList<LaneId> MergedFrom);
