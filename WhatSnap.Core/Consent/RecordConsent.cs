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
        if (await NoteAsync(entry, cancellationToken) is not { } state) return null;

        // A message that is worked on again leaves the telling to what was queued before.
        if (state.IsTold || state.IsQueued) return state;
        var queued = await QueueAsync(entry, state, tellsAtOnce ? AfterKill : TimeSpan.Zero, cancellationToken);
        if (tellsAtOnce) await TellAsync(entry, queued, cancellationToken);
        return state;
    }

    /// <summary>Records what was heard before its message had its turn. The delivery tells GoHighLevel, before the message stands there; else the queue does, a little later.</summary>
    public async Task RunEarlyAsync(ConsentEntry entry, CancellationToken cancellationToken)
    {
        if (await NoteAsync(entry, cancellationToken) is not { IsTold: false, IsQueued: false } state) return;
        await QueueAsync(entry, state, AfterKill, cancellationToken);
    }

    /// <summary>Records what a message says that is being delivered, and tells GoHighLevel here, also where it was heard early.</summary>
    /// <param name="entry">The change.</param>
    /// <param name="isFirstTry">False for one that was tried before: it leaves the telling to the queue.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task RunWithMessageAsync(ConsentEntry entry, bool isFirstTry, CancellationToken cancellationToken)
    {
        if (await NoteAsync(entry, cancellationToken) is not { IsTold: false } state || (state.IsQueued && !isFirstTry)) return;
        var queued = state.IsQueued ? null : await QueueAsync(entry, state, AfterKill, cancellationToken);
        await TellAsync(entry, queued, cancellationToken);
    }

    private async Task<ConsentState?> NoteAsync(ConsentEntry entry, CancellationToken cancellationToken)
    {
        var state = await consents.RecordAsync(entry, cancellationToken);
        if (state is not null) await contacts.SeeConsentAsync(entry.LocationId, entry.ContactId, state.IsStopped, state.Version, cancellationToken);
        return state;
    }

    private async Task<WorkReceipt> QueueAsync(ConsentEntry entry, ConsentState state, TimeSpan delay, CancellationToken cancellationToken)
    {
        LogRecorded(entry.ContactId, entry.IsStop, entry.Evidence.Code);
        var work = new ConsentWork(1, entry.LocationId, entry.ContactId, time.GetUtcNow());
        var queued = await queue.SendAsync(QueueNames.TellConsent, work.ToJson(), delay, cancellationToken);
        await consents.TryUpdateAsync(state with { QueuedVersion = state.Version }, cancellationToken);
        return queued;
    }

    private async Task TellAsync(ConsentEntry entry, WorkReceipt? queued, CancellationToken cancellationToken)
    {
        var (locationId, contactId) = (entry.LocationId, entry.ContactId);
        try
        {
            await tell.RunAsync(locationId, contactId, cancellationToken);
            if (queued is not null) await queue.TakeBackAsync(queued, cancellationToken);
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
