using WhatSnap.Companion.Health;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion.Installing;

/// <summary>Makes the companion start at each login of this user, and now.</summary>
internal sealed class InstallCompanion(MacPlaces places, TextWriter output)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var told = new Told(output);
        if (!places.IsMac) return await told.SayAsync(Findings.NotMacOs);
        if (new KeptFiles(places).Device() is null) return await told.SayAsync(Findings.NotPaired);
        if (await new LaunchAgent(places).StartAsync(Environment.ProcessPath!, cancellationToken) is { } refused)
        {
            return await told.SayAsync(Findings.LaunchFailed, refused);
        }

        await output.WriteLineAsync($"The companion starts whenever you log in, and has been started now. It writes to {places.Log}.");
        await output.WriteLineAsync($"Allow {Environment.ProcessPath} Full Disk Access; leave that file where it is.");
        return 0;
    }
}
