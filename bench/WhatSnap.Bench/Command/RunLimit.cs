namespace WhatSnap.Bench.Command;

/// <summary>
/// Keeps a run within its time: <see cref="Token"/> ends the work early enough to print what there is, and a process that
/// still hangs at the cap ends with code 1.
/// </summary>
internal sealed class RunLimit : IDisposable
{
    private static readonly TimeSpan ToPrint = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _soft;
    private readonly CancellationTokenSource _either;
    private readonly ITimer _hard;

    /// <param name="cap">The longest that the run may take.</param>
    /// <param name="last">Ends what was started, should the process hang at the cap.</param>
    /// <param name="stopping">Ends the run before its time.</param>
    public RunLimit(TimeSpan cap, Action last, CancellationToken stopping)
    {
        _soft = new CancellationTokenSource(cap > ToPrint * 2 ? cap - ToPrint : cap / 2, TimeProvider.System);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_soft.Token, stopping);
        _hard = TimeProvider.System.CreateTimer(_ => End(last), null, cap, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the time is nearly over, or the run is stopped.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True when the time is nearly over.</summary>
    public bool IsReached => _soft.IsCancellationRequested;

    public void Dispose()
    {
        _hard.Dispose();
        _either.Dispose();
        _soft.Dispose();
    }

    private static void End(Action last)
    {
        Console.Error.WriteLine("The run hung at its cap and was ended.");
        last();
        Environment.Exit(1);
    }
}
