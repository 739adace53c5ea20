namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Counts the calls that are to fail.</summary>
internal sealed class CallFaults(IReadOnlyList<TwilioCallFault> faults)
{
    private readonly Lock _gate = new();
    private readonly int[] _seen = new int[faults.Count];

    /// <summary>What happens to this call; null when it passes.</summary>
    public TwilioFailure? Next(TwilioCallName call)
    {
        lock (_gate)
        {
            for (var index = 0; index < faults.Count; index++)
            {
                var fault = faults[index];
                if (fault.Call != call) continue;
                var before = _seen[index]++;
                if (before >= fault.After && before < fault.After + fault.Times) return fault.Failure;
            }
        }

        return null;
    }
}
