namespace WhatSnap.Core.GoHighLevel;

/// <summary>Whether a call may start: it may, the workers' shares have to be looked at first, or not before a while.</summary>
internal readonly record struct Turn(bool IsTaken, bool NeedsShare, TimeSpan Wait)
{
    public static readonly Turn Taken = new(true, false, TimeSpan.Zero);
    public static readonly Turn Unshared = new(false, true, TimeSpan.Zero);

    /// <summary>So many calls of this worker are under way that one has to end first.</summary>
    public static readonly Turn Crowded = new(false, false, TimeSpan.FromSeconds(1)) { IsCrowded = true };

    public bool IsCrowded { get; private init; }

    /// <summary>When taken calls may start, by <see cref="LocationBudget.Clock"/>.</summary>
    public TimeSpan From { get; init; }

    public static Turn Later(TimeSpan wait) => new(false, false, wait);
}

/// <summary>What a worker says of itself when shares are given.</summary>
/// <param name="Max">The calls of a window.</param>
/// <param name="Used">Those that it has made in this one.</param>
/// <param name="IsCalm">True when it needs no share any more.</param>
internal readonly record struct ShareNeed(int Max, int Used, bool IsCalm);
