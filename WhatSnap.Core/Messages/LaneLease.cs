using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>Somebody else took the lane: whoever held it must stop.</summary>
public sealed class LeaseLostException() : Exception("The lane was taken over by another worker.");

/// <summary>The right to work on one lane, proven by the ETag of its head; every write of it is conditional.</summary>
public sealed class LaneLease
{
    /// <summary>By how much the clocks of hosts may differ, whose time it is where the provider sends none.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>Providers send whole seconds; a message that was written longer ago than this when it was accepted has a time of its provider's.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly LaneTable _lanes;
    private readonly TimeProvider _time;

    private LaneLease(LaneTable lanes, TimeProvider time, LaneId lane, LaneHead head, CallWindow window)
    {
        (_lanes, _time, Lane, Head, Window) = (lanes, time, lane, head, window);
    }

    public LaneId Lane { get; }

    /// <summary>The head as this lease wrote it last.</summary>
    public LaneHead Head { get; private set; }

    /// <summary>The time in which calls may start, counted from the last write of the head.</summary>
    public CallWindow Window { get; private set; }

    /// <summary>Takes the lane and names the row that is tried; null when another worker was faster.</summary>
    public static async Task<LaneLease?> TakeAsync(
        LaneTable lanes, TimeProvider time, LaneView view, PendingRow row, CancellationToken cancellationToken)
    {
        var window = new CallWindow(time, LaneTiming.PostWindow);
        var head = Named(view.Head ?? new LaneHead(), row);
        var written = await lanes.WriteHeadAsync(view.Lane, head, null, cancellationToken);
        return written is null ? null : new LaneLease(lanes, time, view.Lane, written, window);
    }

    /// <summary>Writes the head again, so that the lease and its window start anew.</summary>
    public Task RenewAsync(PendingRow? changed, CancellationToken cancellationToken) =>
        WriteAsync(Head, changed, cancellationToken);

    /// <summary>Starts the window anew when less of it than the next step needs is left.</summary>
    public Task EnsureWithinAsync(TimeSpan startWithin, CancellationToken cancellationToken) =>
        Window.Elapsed < startWithin ? Task.CompletedTask : RenewAsync(null, cancellationToken);

    /// <summary>Remembers the sender's contact at once, for whoever may have to take over.</summary>
    public async Task KnowContactAsync(string contactId, CancellationToken cancellationToken)
    {
        if (Head.ContactId != contactId) await WriteAsync(Head with { ContactId = contactId }, null, cancellationToken);
    }

    /// <summary>Notes that another lane took this one in.</summary>
    public Task RedirectAsync(LaneId into, CancellationToken cancellationToken) =>
        WriteAsync(Head with { RedirectTo = into.Value }, null, cancellationToken);

    /// <summary>The sender's contact is gone: the next write forgets it.</summary>
    public void ForgetContact() => Head = Head with { ContactId = null };

    /// <summary>The doubt about the row is settled: it does not stand in GoHighLevel.</summary>
    public void SettleDoubt() => Head = Head with { InDoubt = false };

    /// <summary>Ends the row and either names the next one, keeping the lease, or gives the lane back.</summary>
    public async Task FinishAsync(
        PendingRow row, RowResult result, PendingRow? next, CancellationToken cancellationToken)
    {
        var window = new CallWindow(_time, LaneTiming.PostWindow);
        var retained = Head with { RetentionDay = $"{result.ExpiresOn:yyyyMMdd}" };
        var head = next is not null
            ? Named(retained with { IsLeased = false }, next)
            : Freed(retained, TimeSpan.Zero) with { Row = null, Date = null, InDoubt = false };
        Head = await _lanes.FinishAsync(Lane, head, row, result, cancellationToken) ?? throw new LeaseLostException();
        Window = window;
    }

    /// <summary>Gives the lane back, to be left alone for a while before the row is tried again.</summary>
    public Task HoldAsync(PendingRow row, TimeSpan hold, bool inDoubt, CancellationToken cancellationToken) =>
        WriteAsync(Freed(Head, hold) with { InDoubt = inDoubt }, row, cancellationToken);

    private async Task WriteAsync(LaneHead head, PendingRow? changed, CancellationToken cancellationToken)
    {
        var window = new CallWindow(_time, LaneTiming.PostWindow);
        Head = await _lanes.WriteHeadAsync(Lane, head, changed, cancellationToken) ?? throw new LeaseLostException();
        Window = window;
    }

    private static LaneHead Freed(LaneHead head, TimeSpan hold) => head with { Hold = hold, IsLeased = false };

    /// <summary>The head that leases the lane for a row. A lease that was taken over while it named the row leaves doubt.</summary>
    private static LaneHead Named(LaneHead head, PendingRow row)
    {
        var isSameRow = head.Row == row.RowKey;
        var date = isSameRow && head.Date is { } fixedDate ? fixedDate : row.FixedDate ?? NextDate(head.LastDate, row.OccurredAt, row.AcceptedAt);
        return head with
        {
            Hold = LaneTiming.Lease,
            IsLeased = true,
            Row = row.RowKey,
            Date = date,
            LastDate = row.FixedDate is null ? date : head.LastDate,
            InDoubt = row.InDoubt || (isSameRow && (head.InDoubt || head.IsLeased)),
        };
    }

    /// <summary>
    /// A date of its own for each row, in whole milliseconds and increasing, so that a row can be told from its
    /// neighbours with the same text. A message that arrives late, or was overtaken by another one, keeps its true date.
    /// </summary>
    internal static DateTimeOffset NextDate(DateTimeOffset? last, DateTimeOffset occurredAt, DateTimeOffset acceptedAt)
    {
        var own = DateTimeOffset.FromUnixTimeMilliseconds(occurredAt.ToUnixTimeMilliseconds());
        var moved = acceptedAt - occurredAt < Second ? ClocksDiffer : Second;
        return last is { } before && own <= before && before - own < moved ? before.AddMilliseconds(1) : own;
    }
}
