namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Draws the fate of each call from one seed, four numbers a call, so that a run can be repeated.</summary>
internal sealed class FaultDice(int seed)
{
    private readonly Lock _gate = new();

    // Repeatable on purpose; nothing secret depends on it.
    private readonly Random _random = new(seed);

    public FaultRoll Roll()
    {
        lock (_gate)
        {
            return new FaultRoll(
                _random.NextDouble(), _random.NextDouble(), _random.NextDouble(), _random.NextDouble());
        }
    }
}

/// <summary>What the dice showed for one call; every number is from 0 up to 1.</summary>
internal readonly record struct FaultRoll(double Kind, double Half, double Jitter, double Lateness)
{
    private bool WorkFirst => Half < 0.5;

    public Fate FateOf(GoHighLevelFaults faults, RouteTraits traits)
    {
        var limit = faults.Error500Rate;
        if (Kind < limit) return WorkFirst ? Fate.WorkThen500 : Fate.Only500;

        limit += faults.ResetRate;
        if (Kind < limit) return WorkFirst ? Fate.WorkThenReset : Fate.OnlyReset;

        limit += faults.LateCommitRate;
        if (Kind < limit) return traits.HasFlag(RouteTraits.Writes) ? Fate.LateCommit : Fate.Normal;

        limit += faults.EmptyCreatedRate;
        return Kind < limit && traits.HasFlag(RouteTraits.Creates) ? Fate.EmptyCreated : Fate.Normal;
    }
}

/// <summary>What happens to one call.</summary>
internal enum Fate
{
    Normal,
    Only500,
    WorkThen500,
    OnlyReset,
    WorkThenReset,
    LateCommit,
    EmptyCreated,
}

/// <summary>What kind of work a route does, for the faults that only concern some.</summary>
[Flags]
internal enum RouteTraits
{
    Reads = 0,
    Writes = 1,
    Creates = 2,
}
