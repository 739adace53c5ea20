namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Draws the fate of each call and each sent message from one seed, so that a run can be repeated.</summary>
internal sealed class TwilioDice(TwilioFaults faults)
{
    private readonly Lock _gate = new();

    // Repeatable on purpose; nothing secret depends on it. Two, so that the order of calls alone decides about calls.
    private readonly Random _calls = new(faults.Seed);
    private readonly Random _messages = new(~faults.Seed);

    /// <param name="writes">Whether the call changes something.</param>
    public TwilioFate NextCall(bool writes)
    {
        var (kind, half, lateness) = (0d, 0d, 0d);
        lock (_gate) (kind, half, lateness) = (_calls.NextDouble(), _calls.NextDouble(), _calls.NextDouble());
        return new TwilioFate(FailureOf(kind, workFirst: half < 0.5, writes), lateness);
    }

    /// <summary>The dice of one message, the same whatever happens to others meanwhile.</summary>
    public Random NextMessage()
    {
        lock (_gate) return new Random(_messages.Next());
    }

    private TwilioFailure? FailureOf(double kind, bool workFirst, bool writes)
    {
        var limit = faults.Error500Rate;
        if (kind < limit) return workFirst ? TwilioFailure.ServerErrorAfterWork : TwilioFailure.ServerError;

        limit += faults.ResetRate;
        if (kind < limit) return workFirst ? TwilioFailure.NoAnswer : TwilioFailure.Reset;

        limit += faults.TooManyRequestsRate;
        if (kind < limit) return TwilioFailure.TooManyRequests;

        limit += faults.LateCommitRate;
        return kind < limit && writes ? TwilioFailure.LateCommit : null;
    }
}

/// <summary>What happens to one call.</summary>
/// <param name="Failure">Null when it passes.</param>
/// <param name="Lateness">From 0 up to 1: how late the work of a held call is done.</param>
internal readonly record struct TwilioFate(TwilioFailure? Failure, double Lateness);
