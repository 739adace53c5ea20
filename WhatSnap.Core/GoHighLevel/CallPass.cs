namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Calls that were taken from a location's budget before its work began, so that work which holds a lane need not stop in
/// the middle. It goes with the work, as a logging scope does; what is left over is given back.
/// </summary>
/// <param name="budget">The location's budget.</param>
/// <param name="calls">How many calls.</param>
/// <param name="from">When they may start, by the budget's clock.</param>
internal sealed class CallPass(LocationBudget budget, int calls, TimeSpan from) : IDisposable
{
    private static readonly AsyncLocal<CallPass?> Current = new();
    private int _left = calls;
    private int _made;

    private TimeSpan From { get; } = from;

    /// <summary>Makes it the pass of all that the caller does from here on.</summary>
    public void Use() => Current.Value = this;

    /// <summary>Whether the work in hand has a pass for this budget.</summary>
    public static bool IsFor(LocationBudget budget) => Current.Value?.Belongs(budget) == true;

    /// <summary>Takes a call that was set aside, and says when it may start; null when there is none.</summary>
    public static TimeSpan? TryUse(LocationBudget budget)
    {
        if (Current.Value is not { } pass || !pass.Belongs(budget)) return null;
        Interlocked.Increment(ref pass._made);
        while (pass._left is var left && left > 0)
        {
            if (Interlocked.CompareExchange(ref pass._left, left - 1, left) == left) return pass.From;
        }

        return null;
    }

    public void Dispose()
    {
        Current.Value = null;
        budget.Return(Interlocked.Exchange(ref _left, 0), From);
        budget.Weigh(_made);
    }

    private bool Belongs(LocationBudget other) => budget == other;
}
