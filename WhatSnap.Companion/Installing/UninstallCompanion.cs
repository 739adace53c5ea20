using WhatSnap.Companion.Health;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion.Installing;

/// <summary>Ends the companion and removes all that it put on this Mac, the token with it; Messages keeps everything.</summary>
internal sealed class UninstallCompanion(MacPlaces places, TextWriter output)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (kept, told) = (new KeptFiles(places), new Told(output));
        if (!places.IsMac) return await told.SayAsync(Findings.NotMacOs);
        await new LaunchAgent(places).StopAsync(cancellationToken);
        using (var alone = kept.Lock())
        {
            if (alone is null) return await told.SayAsync(Findings.AlreadyRunning);
            kept.DeleteAll();
        }

        if (Directory.Exists(places.Staged)) Directory.Delete(places.Staged, recursive: true);
        if (File.Exists(places.Log)) File.Delete(places.Log);
        await output.WriteLineAsync("The companion is removed from this Mac. Remove the device in WhatSnap too, and delete the program.");
        return 0;
    }
}
