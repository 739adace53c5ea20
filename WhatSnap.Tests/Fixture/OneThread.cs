namespace WhatSnap.Tests.Fixture;

/// <summary>
/// Runs everything that a test starts on the test's own thread, one after the other: with a virtual clock and parts that
/// answer at once, a run depends on nothing but its seed.
/// </summary>
internal sealed class OneThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback, object?)> _ready = new();

    public static void Run(Action<OneThread> test)
    {
        var before = Current;
        var thread = new OneThread();
        SetSynchronizationContext(thread);
        try
        {
            test(thread);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    /// <summary>Goes on with all that can go on.</summary>
    public void Settle()
    {
        while (_ready.TryDequeue(out var next)) next.Item1(next.Item2);
    }
}
