using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Devices;

/// <summary>What a device says of an item that it was given.</summary>
/// <param name="Id">The item.</param>
/// <param name="LeaseId">The offer that it is about.</param>
/// <param name="State">What became of it.</param>
/// <param name="ErrorCode">The device's own code for why it failed; null for none.</param>
public sealed record DeviceReceipt(string Id, string? LeaseId, SendState State, string? ErrorCode)
{
    /// <summary>The device's own id of the message; null for none.</summary>
    public string? ProviderGuid { get; init; }

    /// <summary>What a failure is called.</summary>
    public Failure Failure { get; init; } = Failures.ProviderRefused;
}

/// <summary>What became of a receipt; with each of them the device goes on.</summary>
public enum ReceiptOutcome
{
    /// <summary>It counts.</summary>
    Noted,

    /// <summary>
    /// It says what was known, or steps back; or nothing was sent under its offer, and the item was offered anew.
    /// </summary>
    Ignored,

    /// <summary>There is no such item.</summary>
    Unknown,
}

/// <summary>Takes a receipt: any number of times, in any order; a state only rises.</summary>
public sealed class TakeReceipt(OutboxTable outbox, MessageLinks links, NoteStatus note, OutboxSignals signals)
{
    public async Task<ReceiptOutcome> RunAsync(Account account, DeviceReceipt receipt, CancellationToken cancellationToken)
    {
        if (await outbox.FindRecordAsync(account.Key, receipt.Id, cancellationToken) is not { } record) return ReceiptOutcome.Unknown;
        var open = await outbox.FindAsync(account.Key, receipt.Id, cancellationToken);

        // What was sent was sent under whatever offer; what failed under an old one may still be sent under the new one.
        var wasSent = receipt.State == SendStates.Sent || receipt.State == SendStates.Delivered;
        if (open is not null && !wasSent && open.LeaseId != receipt.LeaseId) return ReceiptOutcome.Ignored;

        if (receipt.ProviderGuid is { } guid) await outbox.NoteGuidAsync(account.Key, record, guid, cancellationToken);
        var status = new ProviderStatus(receipt.Id, receipt.State, receipt.ErrorCode)
        {
            Failure = receipt.State == SendStates.Unknown ? Failures.DeviceSilent : receipt.Failure,
        };
        var before = await links.FindAsync(account.LocationId, record.SendingId, cancellationToken);
        await note.RunAsync(account, record.SendingId, status, cancellationToken);

        // Last: until here the device repeats it.
        if (open is not null)
        {
            await outbox.FinishAsync(account.Key, open, open.ClaimedAt is not null || wasSent, cancellationToken);
            signals.Raise(account.Key);
            return ReceiptOutcome.Noted;
        }

        return before is not null && SendStates.MayFollow(before.State, receipt.State) ? ReceiptOutcome.Noted : ReceiptOutcome.Ignored;
    }
}
