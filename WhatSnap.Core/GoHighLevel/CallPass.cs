namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Calls that were taken from a location's budget before its work began, so that work which holds a lane need not stop in
/// the middle. It goes with the work, as a logging scope does; what is left over is given back.
/// </summary>
internal sealed class CallPass(LocationBudget budget, int calls) : IDisposable
{
    private static readonly AsyncLocal<CallPass?> Current = new();
    private int _left = calls;
    private int _made;

    /// <summary>Makes it the pass of all that the caller does from here on.</summary>
    public void Use() => Current.Value = this;

    /// <summary>Whether the work in hand has a pass for this budget.</summary>
    public static bool IsFor(LocationBudget budget) => Current.Value?.Belongs(budget) == true;

    /// <summary>Takes a call that was set aside; false when there is none.</summary>
    public static bool TryUse(LocationBudget budget)
    {
        if (Current.Value is not { } pass || !pass.Belongs(budget)) return false;
        Interlocked.Increment(ref pass._made);
        while (pass._left is var left && left > 0)
        {
            if (Interlocked.CompareExchange(ref pass._left, left - 1, left) == left) return true;
        }

        return false;
    }

    public void Dispose()
    {
        Current.Value = null;
        budget.Return(Interlocked.Exchange(ref _left, 0));
        budget.Weigh(_made);
    }

    private bool Belongs(LocationBudget other) => budget == other;
}
