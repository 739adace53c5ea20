using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// Notes what the app says of a message, in any order and any number of times. That it stores it, and that it handed it to its system, are
/// noted on the item; all else is a receipt.
/// </summary>
public sealed class NotePhoneState(OutboxTable outbox, TakeReceipt take, KnownContacts contacts, IWorkQueue queue, TimeProvider time)
{
    /// <param name="account">The account of the phone.</param>
    /// <param name="device">The phone.</param>
    /// <param name="id">The message.</param>
    /// <param name="state">The app's word for its state; one that is not known changes nothing.</param>
    /// <param name="error">The app's reason for a failure.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task RunAsync(Account account, Device device, string id, string state, string? error, CancellationToken cancellationToken)
    {
        if (!OutboxItem.IsId(id)) return;
        switch (state)
        {
            case "Pending":
                await MarkAsync(account, device, id, (item, now) => item.StoredAt is null ? item with { StoredAt = now } : null, cancellationToken);
                break;
            case "Processed":
                await NoteProcessedAsync(account, device, id, cancellationToken);
                break;
            case "Sent":
                await ReceiveAsync(account, device, id, SendStates.Sent, null, Failures.PhoneRefused, cancellationToken);
                break;
            case "Delivered":
                await ReceiveAsync(account, device, id, SendStates.Delivered, null, Failures.PhoneRefused, cancellationToken);
                break;
            case "Failed":
                await ReceiveAsync(account, device, id, SendStates.Failed, error, PhoneErrors.Of(error), cancellationToken);
                break;
            case "Cancelled":
                await ReceiveAsync(account, device, id, SendStates.Failed, null, await WhyCancelledAsync(account, id, cancellationToken), cancellationToken);
                break;
        }
    }

    /// <summary>From here on the silence counts as a Mac's that claimed its item.</summary>
    private async Task NoteProcessedAsync(Account account, Device device, string id, CancellationToken cancellationToken)
    {
        if (await FindHeldAsync(account, device, id, cancellationToken) is not { ProcessedAt: null }) return;
        await queue.SendAsync(
            QueueNames.SettleOutbox, new OutboxWork(1, account.LocationId, account.AccountId, id).ToJson(), OutboxItem.SilentAfter + ClaimOutbox.Margin, cancellationToken);
        await MarkAsync(
            account, device, id, (item, now) => item.ProcessedAt is null ? item with { StoredAt = item.StoredAt ?? now, ProcessedAt = now } : null, cancellationToken);
    }

    private async Task MarkAsync(
        Account account, Device device, string id, Func<OutboxItem, DateTimeOffset, OutboxItem?> change, CancellationToken cancellationToken)
    {
        while (await FindHeldAsync(account, device, id, cancellationToken) is { } item && change(item, time.GetUtcNow()) is { } changed)
        {
            if (await outbox.TryWriteAsync(account.Key, changed, cancellationToken)) return;
        }
    }

    private async Task ReceiveAsync(
        Account account, Device device, string id, SendState state, string? error, Failure failure, CancellationToken cancellationToken)
    {
        var lease = (await FindHeldAsync(account, device, id, cancellationToken))?.LeaseId;
        await take.RunAsync(account, new DeviceReceipt(id, lease, state, DeviceReceiptsEndpoint.ErrorOf(error)) { Failure = failure }, cancellationToken);
    }

    /// <summary>An item that this phone was given and that nobody ended.</summary>
    private async Task<OutboxItem?> FindHeldAsync(Account account, Device device, string id, CancellationToken cancellationToken) =>
        await outbox.FindAsync(account.Key, id, cancellationToken) is { } item && item.HeldBy == device.DeviceId ? item : null;

    /// <summary>We asked for it, or the owner deleted it in the app.</summary>
    private async Task<Failure> WhyCancelledAsync(Account account, string id, CancellationToken cancellationToken)
    {
        if (await outbox.FindAsync(account.Key, id, cancellationToken) is not { } item) return Failures.PhoneCancelled;
        if (MayWrite.Refusal(await contacts.FindAsync(account.LocationId, item.ContactId, cancellationToken), account.Platform) is { } refusal) return refusal;
        return item.ExpiresAt <= time.GetUtcNow() ? Failures.DeviceAway : Failures.PhoneCancelled;
    }
}
