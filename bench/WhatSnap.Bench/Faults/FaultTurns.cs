namespace WhatSnap.Bench.Faults;

/// <summary>Decides what becomes of each call to a dependency, or of one that it makes.</summary>
internal sealed class FaultTurns(Dependency dependency, int seed)
{
    private static readonly HashSet<string> Reading = new(["GET", "HEAD"], StringComparer.OrdinalIgnoreCase);
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private FaultKind? _fault;
    private int _writes;
    private int _answers;

    /// <summary>How calls fail from now on; null lets everything pass.</summary>
    public void Set(FaultKind? fault)
    {
        lock (_gate) _fault = fault;
    }

    /// <summary>What happens to the next call. Of two that write, one is done although its answer is an error or nonsense.</summary>
    public (FaultKind? Fault, TimeSpan Delay, bool IsDone) Next(string method)
    {
        lock (_gate)
        {
            return _fault switch
            {
                null => (null, TimeSpan.Zero, true),
                FaultKind.Slow => (_fault, dependency.Delay.Least + ((dependency.Delay.Most - dependency.Delay.Least) * _random.NextDouble()), true),
                FaultKind.Failing or FaultKind.Lying => (_fault, TimeSpan.Zero, !Reading.Contains(method) && ++_writes % 2 == 0),
                _ => (_fault, TimeSpan.Zero, false),
            };
        }
    }

    /// <summary>The next error, or the next piece of nonsense.</summary>
    public SpoiledAnswer Spoiled(FaultKind fault)
    {
        var number = Interlocked.Increment(ref _answers);
        return fault switch
        {
            FaultKind.Failing => dependency.Failures[number % dependency.Failures.Count],
            FaultKind.Lying => dependency.Lies[number % dependency.Lies.Count],
            _ => dependency.Refusal,
        };
    }
}
