using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Consent;

/// <summary>
/// Looks whether a received message opts its sender out, or in again, and records it. Only a message that is one of the words and
/// nothing else counts, or what Twilio says of it; not what was written in a group or on the account's own phone.
/// </summary>
public sealed class HearConsent(RecordConsent record, ConsentTable consents)
{
    /// <param name="lease">The sender's lane.</param>
    /// <param name="row">The message's row.</param>
    /// <param name="message">The message.</param>
    /// <param name="account">The account that received it.</param>
    /// <param name="contactId">The sender's contact.</param>
    /// <param name="formerId">The sender's contact before this message; null when there was none.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task RunAsync(
        LaneLease lease, PendingRow row, InboundMessage message, Account account, string contactId, string? formerId,
        CancellationToken cancellationToken)
    {
        if (formerId is not null && formerId != contactId) await CarryOverAsync(lease, formerId, contactId, cancellationToken);
        if (HeardWork.For(message, lease.Lane, row.AcceptedAt) is not { } heard) return;
        if (heard.Word == ConsentWords.Yes && !await UndoesAtAsync(account, contactId, cancellationToken)) return;

        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        await record.RunWithMessageAsync(heard.EntryOf(contactId), isFirstTry: row is { Tries: 0, Refusals: 0 }, cancellationToken);
    }

    /// <summary>The same person has another contact now, as when a hidden number becomes known: who stopped has stopped there, too.</summary>
    private async Task CarryOverAsync(LaneLease lease, string formerId, string contactId, CancellationToken cancellationToken)
    {
        if (await consents.FindAsync(lease.Lane.LocationId, formerId, cancellationToken) is not { IsStopped: true } stopped) return;
        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        await record.RunAsync(stopped.Entry with { ContactId = contactId }, tellsAtOnce: true, cancellationToken);
    }

    /// <summary>Yes is an ordinary answer: it counts only where Twilio lets it undo an opt-out, at the number that got the opt-out.</summary>
    private async Task<bool> UndoesAtAsync(Account account, string contactId, CancellationToken cancellationToken) =>
        account.Twilio is not null
        && (await consents.FindAsync(account.LocationId, contactId, cancellationToken))?.Entry.AccountId == account.AccountId;
}
