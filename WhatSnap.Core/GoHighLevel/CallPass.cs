namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Goes with the work on a lane, as a logging scope does, and says how it gets its calls to a location: work that was let in
/// for its first call waits for it a moment, and its calls after that go before other work. Work that may need no call at all
/// was let in without: should it need one, others may have waited longer.
/// </summary>
/// <param name="budget">The location's budget.</param>
/// <param name="queue">Where the work came from.</param>
/// <param name="isAdmitted">Whether it was let in for a call (<see cref="LocationBudget.TryAdmit"/>).</param>
internal sealed class CallPass(LocationBudget budget, string queue, bool isAdmitted) : IDisposable
{
    private static readonly AsyncLocal<CallPass?> Current = new();
    private readonly bool _isAdmitted = isAdmitted;
    private int _prepares = isAdmitted ? 1 : 0;
    private int _made;

    /// <summary>Makes it the pass of all that the caller does from here on.</summary>
    public void Use() => Current.Value = this;

    /// <summary>Whether the work in hand has made calls before this one, and goes on.</summary>
    public static bool GoesOn(LocationBudget budget) => Of(budget) is { _made: > 1 };

    /// <summary>Whether this is the first call of work that was let in without one.</summary>
    public static bool IsFirst(LocationBudget budget) => Of(budget) is { _isAdmitted: false, _made: 1 };

    /// <summary>The work in hand wants a call.</summary>
    public static void Count(LocationBudget budget)
    {
        if (Of(budget) is { } pass) Interlocked.Increment(ref pass._made);
    }

    /// <summary>The work in hand got the call.</summary>
    public static void Take(LocationBudget budget) => Of(budget)?.EndPreparation();

    public void Dispose()
    {
        Current.Value = null;
        EndPreparation();
        budget.Weights.Learn(queue, _made);
    }

    private static CallPass? Of(LocationBudget budget) => Current.Value is { } pass && pass.Belongs(budget) ? pass : null;

    private void EndPreparation()
    {
        if (Interlocked.Exchange(ref _prepares, 0) > 0) budget.Prepared();
    }

    private bool Belongs(LocationBudget other) => budget == other;
}
