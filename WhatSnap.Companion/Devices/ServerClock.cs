namespace WhatSnap.Companion.Devices;

/// <summary>WhatSnap's time, by what its last answer to a heartbeat said: a Mac's clock may be wrong.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private TimeSpan _ahead;

    public DateTimeOffset Now => time.GetUtcNow() + _ahead;

    public void Set(DateTimeOffset serverTime) => _ahead = serverTime - time.GetUtcNow();
}
