using Microsoft.Extensions.Logging;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Messages;

/// <summary>Forgets, once a day, what the stated retention no longer keeps.</summary>
public sealed partial class PurgeExpired(
    MarkerRetention markers, MediaStore media, ParkedRequests parked, ILogger<PurgeExpired> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var forgotten = await markers.PurgeAsync(key => media.RevokeAsync(key, cancellationToken), cancellationToken);
        var dropped = await parked.PurgeAsync(cancellationToken);
        LogPurged(forgotten, dropped);
    }

    [LoggerMessage(LogLevel.Information, "Purged {Markers} markers and {Parked} parked requests")]
    private partial void LogPurged(int markers, int parked);
}
