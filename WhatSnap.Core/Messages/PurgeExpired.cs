using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Devices;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Messages;

/// <summary>Forgets, once a day, what the stated retention no longer keeps.</summary>
public sealed partial class PurgeExpired(
    MarkerRetention markers, MediaStore media, SeenPayloads seen, SeenEvents events, PurgeBodies bodies,
    ParkedRequests parked, ConnectionTable connections, IWorkQueue queue, AlertTable alerts, ActivityTable activity,
    RemovedAccounts removed, ConsentTable consents, KnownContacts contacts, Aliases aliases, DeadLetters letters, SendBudgets budgets, SeenItems items,
    OutboxTable outbox, Uploads uploads, TimeProvider time, ILogger<PurgeExpired> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var drop = new Dictionary<string, Func<string, Task>>
        {
            [MarkerRetention.MediaKind] = key => media.RevokeAsync(key, cancellationToken),
            [MarkerRetention.SsoKind] = salt => seen.ForgetAsync(salt, cancellationToken),
            [MarkerRetention.AlertKind] = key => alerts.ForgetAsync(key, cancellationToken),
            [MarkerRetention.ActivityKind] = key => activity.ForgetAsync(key, cancellationToken),
            [MarkerRetention.LocationKind] = key => queue.SendAsync(QueueNames.EraseData, EraseWork.AfterUninstall(key).ToJson(), TimeSpan.Zero, cancellationToken),
            [MarkerRetention.RemovedKind] = key => removed.ForgetAsync(key, cancellationToken),
            [MarkerRetention.ConsentKind] = key => consents.ForgetAsync(key, IsKnownAsync, cancellationToken),
            [MarkerRetention.LetterKind] = key => letters.ForgetAsync(key, cancellationToken),
            [MarkerRetention.ErasedKind] = key => aliases.ForgetErasedAsync(key, time.GetUtcNow().AddDays(-MarkerRetention.DaysAfterErasure), cancellationToken),
            [MarkerRetention.SafetyKind] = key => budgets.ForgetAsync(key, cancellationToken),
            [MarkerRetention.SeenKind] = key => items.ForgetAsync(key, cancellationToken),
            [MarkerRetention.OutboxKind] = key => outbox.ForgetAsync(key, cancellationToken),
            [MarkerRetention.UploadKind] = key => uploads.ForgetAsync(key, cancellationToken),
            [MarkerRetention.EventKind] = key => events.ForgetAsync(key, cancellationToken),
        };
        var forgotten = await markers.PurgeAsync(drop, cancellationToken);
        var dropped = await parked.PurgeAsync(cancellationToken);
        var deleted = await bodies.RunAsync(cancellationToken);
        await connections.PurgeAsync(cancellationToken);
        LogPurged(forgotten, dropped, deleted);

        async Task<bool> IsKnownAsync(string locationId, string contactId) =>
            await contacts.FindAsync(locationId, contactId, cancellationToken) is not null;
    }

    [LoggerMessage(LogLevel.Information, "Purged {Markers} markers, {Parked} parked requests and {Bodies} bodies without a row")]
    private partial void LogPurged(int markers, int parked, int bodies);
}
