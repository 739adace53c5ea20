namespace WhatSnap.Companion.Devices;

/// <summary>How long a call that failed waits before it is made again (docs/device-api.md): as WhatSnap says, else 5 s, doubled up to 5 minutes.</summary>
internal sealed class RetryWait
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    /// <summary>What WhatSnap may say at most: a day's wait can only be an error.</summary>
    private static readonly TimeSpan LongestSaid = TimeSpan.FromHours(1);

    private TimeSpan _next = First;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan After(TimeSpan? said)
    {
        var own = _next;
        _next = own * 2 < Longest ? own * 2 : Longest;
        if (said is not { } wait || wait <= TimeSpan.Zero) return own;
        return wait < LongestSaid ? wait : LongestSaid;
    }

    /// <summary>It went well.</summary>
    public void Reset() => _next = First;
}
