namespace WhatSnap.Core.GoHighLevel;

/// <summary>Whether a call may start: it may, after another one of this worker, or not before a while.</summary>
internal readonly record struct Turn(bool IsTaken, TimeSpan Wait)
{
    public static readonly Turn Taken = new(true, TimeSpan.Zero);

    /// <summary>So many calls of this worker are under way that one has to end first.</summary>
    public static readonly Turn Crowded = new(false, TimeSpan.FromSeconds(1)) { IsCrowded = true };

    public bool IsCrowded { get; private init; }

    public static Turn Later(TimeSpan wait) => new(false, wait);
}
