namespace WhatSnap.Core.Messages;

/// <summary>How one try of a pending row ended.</summary>
public abstract record RowOutcome
{
    private RowOutcome()
    {
    }

    /// <summary>It stands where it was to be brought.</summary>
    /// <param name="ResultId">The id that it has there.</param>
    public sealed record Stored(string ResultId) : RowOutcome;

    /// <summary>It will not pass.</summary>
    public sealed record Dead(Failure Failure, string? VendorMessage) : RowOutcome;

    /// <summary>It is tried again after <paramref name="Wait"/>.</summary>
    /// <param name="Row">The row with its tries counted.</param>
    /// <param name="Wait">How long the lane is left alone.</param>
    /// <param name="InDoubt">True when the message may stand there already.</param>
    public sealed record Later(PendingRow Row, TimeSpan Wait, bool InDoubt) : RowOutcome
    {
        /// <summary>Its place in the line of its location, before which it looks; null where it does not wait for calls.</summary>
        public DateTimeOffset? Slot { get; init; }
    }
}
