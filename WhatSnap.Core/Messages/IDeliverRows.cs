namespace WhatSnap.Core.Messages;

/// <summary>
/// What is done with the rows of a lane: one implementation posts what came in to GoHighLevel, one sends what goes out. The
/// lane sees to order, leases, doubt and retries.
/// </summary>
public interface IDeliverRows
{
    /// <summary>Days for which a finished row is recognised as a duplicate.</summary>
    int RetentionDays { get; }

    /// <summary>
    /// Tries one row in a lane that the caller holds. With <see cref="LaneHead.InDoubt"/> it first finds out whether an
    /// earlier try was done.
    /// </summary>
    /// <exception cref="LeaseLostException">Somebody else took the lane.</exception>
    Task<RowOutcome> TryAsync(LaneLease lease, LaneView view, PendingRow row, CancellationToken cancellationToken);

    /// <summary>
    /// The id under which a row already stands, as far as that can be told without a lease; null when it can't, also while
    /// whoever would know does not answer.
    /// </summary>
    Task<string?> FindAsync(LaneView view, LaneHead head, PendingRow row, CancellationToken cancellationToken);

    /// <summary>Notes what a row waits for, before it waits for something new; a crash between the two repeats it.</summary>
    /// <param name="lease">The lane.</param>
    /// <param name="row">The row as it was.</param>
    /// <param name="reason">A code of <see cref="WaitReasons"/>.</param>
    /// <param name="until">Until when; null where that is not known.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    Task WaitAsync(LaneLease lease, PendingRow row, string reason, DateTimeOffset? until, CancellationToken cancellationToken);

    /// <summary>Records what became of a row, before the row goes; a crash between the two repeats it.</summary>
    Task EndAsync(LaneLease lease, PendingRow row, RowOutcome outcome, CancellationToken cancellationToken);
}

/// <summary>Who works on the rows of a lane.</summary>
public sealed class LaneDirections(PostInbound inbound, SendOutbound outbound)
{
    public IDeliverRows Of(LaneId lane) => lane.IsOutbound ? outbound : inbound;
}
