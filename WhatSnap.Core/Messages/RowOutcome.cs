namespace WhatSnap.Core.Messages;

/// <summary>How one try of a pending row ended.</summary>
public abstract record RowOutcome
{
    private RowOutcome()
    {
    }

    /// <summary>It stands in GoHighLevel.</summary>
    public sealed record Stored(string CrmMessageId) : RowOutcome;

    /// <summary>It will not pass.</summary>
    public sealed record Dead(Failure Failure, string? VendorMessage) : RowOutcome;

    /// <summary>It is tried again after <paramref name="Wait"/>.</summary>
    /// <param name="Row">The row with its tries counted.</param>
    /// <param name="Wait">How long the lane is left alone.</param>
    /// <param name="InDoubt">True when the message may stand in GoHighLevel already.</param>
    public sealed record Later(PendingRow Row, TimeSpan Wait, bool InDoubt) : RowOutcome;
}
