namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Goes with the work on a lane, as a logging scope does, and says how it gets its calls to a location: the first was taken
/// from the budget before the work began, and those after it go before other work. Work that may need no call at all has a
/// pass without one: should it need one, others may have waited longer.
/// </summary>
/// <param name="budget">The location's budget.</param>
/// <param name="hasCall">Whether the first call was taken; it is given back when it is not made.</param>
internal sealed class CallPass(LocationBudget budget, bool hasCall) : IDisposable
{
    private static readonly AsyncLocal<CallPass?> Current = new();
    private int _left = hasCall ? 1 : 0;
    private int _made;

    private bool HadCall { get; } = hasCall;

    /// <summary>Makes it the pass of all that the caller does from here on.</summary>
    public void Use() => Current.Value = this;

    /// <summary>Whether the work in hand has made calls before this one, and goes on.</summary>
    public static bool GoesOn(LocationBudget budget) => Current.Value is { } pass && pass.Belongs(budget) && (pass.HadCall || pass._made > 1);

    /// <summary>Whether this is the first call of work that was let in without one.</summary>
    public static bool IsFirst(LocationBudget budget) => Current.Value is { HadCall: false, _made: 1 } pass && pass.Belongs(budget);

    /// <summary>Counts a call, and takes the one that was set aside; false when there is none.</summary>
    public static bool TryUse(LocationBudget budget)
    {
        if (Current.Value is not { } pass || !pass.Belongs(budget)) return false;
        Interlocked.Increment(ref pass._made);
        return Interlocked.Exchange(ref pass._left, 0) > 0;
    }

    public void Dispose()
    {
        Current.Value = null;
        if (Interlocked.Exchange(ref _left, 0) > 0) budget.Return();
        budget.Weigh(_made);
    }

    private bool Belongs(LocationBudget other) => budget == other;
}
