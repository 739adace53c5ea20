using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;

namespace WhatSnap.Core.Storage;

/// <summary>
/// Seals every lasting secret with the first key of the ring that an older one sealed, once a day, and says whether the older keys are
/// still needed. What lasts for a day at most (parked requests, QR codes) is left to its end.
/// </summary>
public sealed partial class ResealSecrets(
    AccountTable accounts, GrantTable grants, AlertSettingsTable alerts, DeviceTable devices, ILogger<ResealSecrets> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int done = 0, failed = 0;
        await ResealAsync(accounts.ListSealedBeforeAsync(cancellationToken), key => accounts.ResealAsync(key, cancellationToken));
        await ResealAsync(grants.ListSealedBeforeAsync(cancellationToken), key => grants.ResealAsync(key, cancellationToken));
        await ResealAsync(alerts.ListSealedBeforeAsync(cancellationToken), location => alerts.ResealAsync(location, cancellationToken));
        await ResealAsync(devices.ListSealedBeforeAsync(cancellationToken), deviceId => devices.ResealAsync(deviceId, cancellationToken));
        if (failed == 0) LogDone(done);
        else LogLeft(done, failed);

        async Task ResealAsync<TKey>(IAsyncEnumerable<TKey> rows, Func<TKey, Task> reseal)
        {
            await foreach (var row in rows)
            {
                try
                {
                    await reseal(row);
                    done++;
                }
                catch (CryptographicException)
                {
                    // Its key is on the ring no more, or the row was moved: nobody can open it.
                    failed++;
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Every lasting secret is sealed with the first key of Secrets__Keys ({Done} were sealed anew): the others may go in a day")]
    private partial void LogDone(int done);

    [LoggerMessage(LogLevel.Error, "{Failed} rows can't be opened with any key of Secrets__Keys ({Done} others were sealed anew): put the key back that sealed them")]
    private partial void LogLeft(int done, int failed);
}
