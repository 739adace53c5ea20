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
    public Task<ConsentState?> RunAsync(ConsentEntry entry, bool tellsAtOnce, CancellationToken cancellationToken) =>
        RunAsync(entry, tellsAtOnce, isRepeat: true, tellsAtOnce ? AfterKill : TimeSpan.Zero, cancellationToken);

    /// <summary>Records what was heard before its message had its turn. The delivery tells GoHighLevel, before the message stands there; else the queue does, a little later.</summary>
    public Task RunEarlyAsync(ConsentEntry entry, CancellationToken cancellationToken) =>
        RunAsync(entry, tells: false, isRepeat: true, AfterKill, cancellationToken);

    /// <summary>Records what a message says that is being delivered, and tells GoHighLevel here, also where it was heard early.</summary>
    /// <param name="entry">The change.</param>
    /// <param name="isFirstTry">False for one that was tried before: it leaves the telling to the queue.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public Task RunWithMessageAsync(ConsentEntry entry, bool isFirstTry, CancellationToken cancellationToken) =>
        RunAsync(entry, tells: true, isRepeat: !isFirstTry, AfterKill, cancellationToken);

    /// <param name="entry">The change.</param>
    /// <param name="tells">True to tell GoHighLevel here.</param>
    /// <param name="isRepeat">True for work that may have been done before: it leaves the telling to what was queued then.</param>
    /// <param name="after">When GoHighLevel is told by the queue.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    private async Task<ConsentState?> RunAsync(ConsentEntry entry, bool tells, bool isRepeat, TimeSpan after, CancellationToken cancellationToken)
    {
        if (await consents.RecordAsync(entry, cancellationToken) is not { } state) return null;
        await contacts.SeeConsentAsync(entry.LocationId, entry.ContactId, state.IsStopped, state.Version, cancellationToken);
        if (state.IsTold || (state.IsQueued && isRepeat)) return state;

        var queued = state.IsQueued ? null : await QueueAsync(entry, state, after, cancellationToken);
        if (tells) await TellAsync(entry, queued, cancellationToken);
        return state;
    }

    /// <returns>What was put; null where another worker, who heard the same, had put it.</returns>
    private async Task<WorkReceipt?> QueueAsync(ConsentEntry entry, ConsentState state, TimeSpan delay, CancellationToken cancellationToken)
    {
        LogRecorded(entry.ContactId, entry.IsStop, entry.Evidence.Code);
        var work = new ConsentWork(1, entry.LocationId, entry.ContactId, time.GetUtcNow());
        var queued = await queue.SendAsync(QueueNames.TellConsent, work.ToJson(), delay, cancellationToken);
        if (await consents.TryUpdateAsync(state with { QueuedVersion = state.Version }, cancellationToken) is not null) return queued;
        if (await consents.FindAsync(entry.LocationId, entry.ContactId, cancellationToken) is not { IsQueued: true }) return queued;
        await queue.TakeBackAsync(queued, cancellationToken);
        return null;
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
