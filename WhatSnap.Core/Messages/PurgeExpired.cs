using Microsoft.Extensions.Logging;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Messages;

/// <summary>Forgets, once a day, what the stated retention no longer keeps.</summary>
public sealed partial class PurgeExpired(
    MarkerRetention markers, MediaStore media, PurgeBodies bodies, ParkedRequests parked, ILogger<PurgeExpired> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var forgotten = await markers.PurgeAsync(key => media.RevokeAsync(key, cancellationToken), cancellationToken);
        var dropped = await parked.PurgeAsync(cancellationToken);
        var deleted = await bodies.RunAsync(cancellationToken);
        LogPurged(forgotten, dropped, deleted);
    }

    [LoggerMessage(LogLevel.Information, "Purged {Markers} markers, {Parked} parked requests and {Bodies} bodies without a row")]
    private partial void LogPurged(int markers, int parked, int bodies);
}
