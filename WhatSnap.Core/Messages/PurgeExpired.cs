using Microsoft.Extensions.Logging;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Messages;

/// <summary>Forgets, once a day, what the stated retention no longer keeps.</summary>
public sealed partial class PurgeExpired(
    MarkerRetention markers, MediaStore media, SeenPayloads seen, ParkedRequests parked, ILogger<PurgeExpired> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var drop = new Dictionary<string, Func<string, Task>>
        {
            [MarkerRetention.MediaKind] = key => media.RevokeAsync(key, cancellationToken),
            [MarkerRetention.SsoKind] = salt => seen.ForgetAsync(salt, cancellationToken),
        };
        var forgotten = await markers.PurgeAsync(drop, cancellationToken);
        var dropped = await parked.PurgeAsync(cancellationToken);
        LogPurged(forgotten, dropped);
    }

    [LoggerMessage(LogLevel.Information, "Purged {Markers} markers and {Parked} parked requests")]
    private partial void LogPurged(int markers, int parked);
}
