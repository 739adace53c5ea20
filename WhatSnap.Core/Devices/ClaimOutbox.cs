using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>What a device hears that is about to hand an item to its system.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome()
    {
    }

    /// <summary>It is the device's: it is offered to nobody any more.</summary>
    public sealed record Claimed : ClaimOutcome;

    /// <summary>It was offered anew since, or another claimed it.</summary>
    public sealed record Taken : ClaimOutcome;

    /// <summary>It must not be sent any more.</summary>
    public sealed record Over : ClaimOutcome;

    /// <summary>There is no such item.</summary>
    public sealed record Unknown : ClaimOutcome;
}

/// <summary>
/// Gives an item to the device that hands it to its system now: whatever comes then, nobody else sends it. A contact that opted out while
/// the item waited gets nothing.
/// </summary>
public sealed class ClaimOutbox(OutboxTable outbox, SettleOutbox settle, KnownContacts contacts, IWorkQueue queue, TimeProvider time)
{
    /// <summary>The queue may come a little early.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <param name="account">The account of the device.</param>
    /// <param name="id">The item.</param>
    /// <param name="leaseId">The offer.</param>
    /// <param name="heldBy">The device that stores it to send it when it can; null for one that sends it now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ClaimOutcome> RunAsync(Account account, string id, string leaseId, string? heldBy, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await outbox.FindAsync(account.Key, id, cancellationToken) is not { } item)
            {
                return await outbox.FindRecordAsync(account.Key, id, cancellationToken) is null ? new ClaimOutcome.Unknown() : new ClaimOutcome.Over();
            }

            if (item.LeaseId != leaseId) return new ClaimOutcome.Taken();
            if (await settle.RunAsync(account, item, cancellationToken)) return new ClaimOutcome.Over();

            // The answer to the same claim was lost: nothing was handed over yet.
            if (item.ClaimedAt is not null) return new ClaimOutcome.Claimed();
            var contact = await contacts.FindAsync(account.LocationId, item.ContactId, cancellationToken);
            if (MayWrite.Refusal(contact, account.Platform) is { } refusal)
            {
                if (await settle.RefuseAsync(account, item, refusal, cancellationToken)) return new ClaimOutcome.Over();
                continue;
            }

            var now = time.GetUtcNow();
            var silent = OutboxItem.SilentAfter + (heldBy is null ? TimeSpan.Zero : item.ExpiresAt - now);
            await queue.SendAsync(
                QueueNames.SettleOutbox, new OutboxWork(1, account.LocationId, account.AccountId, id).ToJson(), silent + Margin, cancellationToken);
            if (await outbox.TryWriteAsync(account.Key, item with { ClaimedAt = now, HeldBy = heldBy }, cancellationToken)) return new ClaimOutcome.Claimed();
        }
    }
}
