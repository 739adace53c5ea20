using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Consent;

/// <summary>
/// Records a change of a contact's consent: first in the ledger, then on the contact, where every account looks before it sends, then
/// in GoHighLevel. Repeating it goes on where it was cut off.
/// </summary>
public sealed partial class RecordConsent(
    ConsentTable consents, KnownContacts contacts, TellConsent tell, IWorkQueue queue, TimeProvider time, ILogger<RecordConsent> logger)
{
    /// <summary>When GoHighLevel is told by the queue, should it not have been told at once.</summary>
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(30);

    /// <param name="entry">The change.</param>
    /// <param name="tellsAtOnce">True to tell GoHighLevel here, so that what follows finds it told; a failure is left to the queue.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>Where the contact stands now; null when nothing is recorded of it.</returns>
    public async Task<ConsentState?> RunAsync(ConsentEntry entry, bool tellsAtOnce, CancellationToken cancellationToken)
    {
        var (locationId, contactId) = (entry.LocationId, entry.ContactId);
        if (await consents.RecordAsync(entry, cancellationToken) is not { } state) return null;
        await contacts.SeeConsentAsync(locationId, contactId, state.IsStopped, state.Version, cancellationToken);

        // A message that is worked on again leaves the telling to what was queued before.
        if (state.IsTold || state.IsQueued) return state;
        LogRecorded(contactId, entry.IsStop, entry.Evidence.Code);
        var work = new ConsentWork(1, locationId, contactId, time.GetUtcNow());
        var queued = await queue.SendAsync(QueueNames.TellConsent, work.ToJson(), tellsAtOnce ? AfterKill : TimeSpan.Zero, cancellationToken);
        await consents.TryUpdateAsync(state with { QueuedVersion = state.Version }, cancellationToken);
        if (tellsAtOnce) await TellAsync(locationId, contactId, queued, cancellationToken);
        return state;
    }

    private async Task TellAsync(string locationId, string contactId, WorkReceipt queued, CancellationToken cancellationToken)
    {
        try
        {
            await tell.RunAsync(locationId, contactId, cancellationToken);
            await queue.TakeBackAsync(queued, cancellationToken);
        }
        catch (GoHighLevelException failed)
        {
            LogNotTold(contactId, failed.StatusCode, failed.Code);
        }
    }

    [LoggerMessage(LogLevel.Information, "Consent of contact {ContactId} was recorded (stop: {IsStop}, evidence {Evidence})")]
    private partial void LogRecorded(string contactId, bool isStop, string evidence);

    [LoggerMessage(LogLevel.Warning, "GoHighLevel could not be told the consent of contact {ContactId} ({Status} {Code}); it is told later")]
    private partial void LogNotTold(string contactId, HttpStatusCode? status, string? code);
}
