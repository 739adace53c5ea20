using System.Net;
using Microsoft.Data.Sqlite;
using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Companion.Pairing;

/// <summary>Makes this Mac a device of the account for which WhatSnap showed the code.</summary>
internal sealed class PairMac(MacPlaces places, TextWriter output, TimeProvider time)
{
    public async Task<int> RunAsync(string address, string code, CancellationToken cancellationToken)
    {
        var (kept, told) = (new KeptFiles(places), new Told(output));
        if (!places.IsMac) return await told.SayAsync(Findings.NotMacOs);
        if (!ServerAddress.TryParse(address, out var server)) return await told.SayAsync(Findings.AddressRefused);
        using var alone = kept.Lock();
        if (alone is null) return await told.SayAsync(Findings.AlreadyRunning);

        try
        {
            using var api = new DeviceApi(server!, token: null, time);
            var paired = await api.PairAsync(
                new WirePair(code, "mac", NameOfThisMac(), AppVersion.Mine, AppVersion.OfSystem), cancellationToken);
            if (paired is not { DeviceId: { } deviceId, Token: { } token }) return await told.SayAsync(Findings.Unreachable, "answer without token");
            kept.Save(new PairedDevice(server!, deviceId, new DeviceToken(token), time.GetUtcNow()));
            kept.Save(new RunStatus(Contact: null, Waiting: 0, Trouble: null));
        }
        catch (DeviceApiException failed)
        {
            var isCode = failed.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                or HttpStatusCode.NotFound or HttpStatusCode.Gone;
            return await told.SayAsync(isCode ? Findings.CodeRefused : Findings.Unreachable, failed.Message);
        }

        StartHere(kept);
        await output.WriteLineAsync($"This Mac is connected to {server}. Run doctor, then install.");
        return 0;
    }

    /// <summary>In the 60 characters that WhatSnap takes.</summary>
    private static string NameOfThisMac() => Environment.MachineName switch
    {
        "" => "Mac",
        { Length: > 60 } name => name[..60],
        var name => name,
    };

    /// <summary>What comes from now on is forwarded, even when the companion is started later; a Mac that was paired before goes on where it was.</summary>
    private void StartHere(KeptFiles kept)
    {
        if (kept.Cursor() is not null) return;
        try
        {
            using var reading = new ReadMessages(places.ChatDb, places.Home, cursor: null, time);
            kept.Save(reading.Poll()!.Next);
        }
        catch (Exception unreadable) when (unreadable is SqliteException or ChatSchemaException)
        {
            // doctor says so; the first run that may read starts there.
        }
    }
}
