using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion.Health;

/// <summary>Shows whether this Mac is connected and whether the companion runs and is heard.</summary>
internal sealed class ShowStatus(KeptFiles kept, TextWriter output, TimeProvider time)
{
    /// <summary>Three heartbeats.</summary>
    private static readonly TimeSpan Heard = TimeSpan.FromMinutes(3);

    public async Task<int> RunAsync()
    {
        var told = new Told(output);
        if (kept.Device() is not { } device) return await told.SayAsync(Findings.NotPaired);

        await output.WriteLineAsync($"Connected to {device.Server} as device {device.DeviceId}.");
        var status = kept.Status();
        if (status?.Ended is not null) return await told.SayAsync(Findings.PairingEnded);
        using (var mine = kept.Lock())
        {
            if (mine is not null) return await told.SayAsync(Findings.NotRunning);
        }

        if (status?.Contact is { } contact) await output.WriteLineAsync($"WhatSnap answered last at {contact:u}; {status.Waiting} messages wait to be forwarded.");
        if (Findings.All.FirstOrDefault(one => one.Code == status?.Trouble) is { } trouble) return await told.SayAsync(trouble);
        if (!(status?.Contact > time.GetUtcNow() - Heard)) return await told.SayAsync(Findings.NotConnected);

        await output.WriteLineAsync("ok      The companion runs.");
        return 0;
    }
}
