using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Devices;

/// <summary>
/// Offers a device what it is to send, under a lease: of each contact only the first, so that the next is not offered before it is known
/// what became of that, or known that nobody will know. Waits for a while when there is nothing.
/// </summary>
public sealed class OfferOutbox(OutboxTable outbox, SettleOutbox settle, OutboxSignals signals, TimeProvider time)
{
    private const int MostAtOnce = 20;

    /// <summary>What other processes put there, and leases that lapse, are noticed after this time.</summary>
    internal static readonly TimeSpan SlowLook = TimeSpan.FromSeconds(5);

    /// <param name="account">The account of the device.</param>
    /// <param name="device">The device.</param>
    /// <param name="wait">How long to wait for something.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is offered to one who has gone.</param>
    /// <returns>What is offered; empty when nothing came.</returns>
    public async Task<IReadOnlyList<OutboxItem>> RunAsync(Account account, Device device, TimeSpan wait, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + wait;
        while (true)
        {
            // Before the look: what comes during it is not missed.
            var next = signals.NextAsync(account.Key);
            var offered = await OfferAsync(account, device, cancellationToken);
            var left = until - time.GetUtcNow();
            if (offered.Count > 0 || left <= TimeSpan.Zero) return offered;

            using var look = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(next, Task.Delay(left < SlowLook ? left : SlowLook, time, look.Token));
            await look.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>True when something waits that is offered to nobody.</summary>
    public async Task<bool> HasAsync(Account account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return (await outbox.ListOpenAsync(account.Key, cancellationToken)).DistinctBy(item => item.ContactId)
            .Any(item => item.IsFree(now) && !item.IsExpired(now));
    }

    private async Task<IReadOnlyList<OutboxItem>> OfferAsync(Account account, Device device, CancellationToken cancellationToken)
    {
        List<OutboxItem> offered = [];
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in await outbox.ListOpenAsync(account.Key, cancellationToken))
        {
            if (offered.Count == MostAtOnce) break;
            if (held.Contains(item.ContactId) || await settle.RunAsync(account, item, cancellationToken)) continue;
            if (item.HeldBy is { } holder && holder != device.DeviceId)
            {
                // A phone that was replaced stored it: whether it sent it, it can tell no more.
                await settle.DoubtAsync(account, item, cancellationToken);
                continue;
            }

            held.Add(item.ContactId);
            if (await LeaseAsync(account, item, cancellationToken) is { } leased) offered.Add(leased);
        }

        return offered;
    }

    /// <returns>Null when it is another's for now, or may have been sent.</returns>
    private async Task<OutboxItem?> LeaseAsync(Account account, OutboxItem item, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!item.IsFree(now)) return null;
        var leased = item with { Attempt = item.Attempt + 1, LeaseId = Guid.NewGuid().ToString("N"), LeaseUntil = now + OutboxItem.LeaseFor };
        return await outbox.TryWriteAsync(account.Key, leased, cancellationToken) ? leased : null;
    }
}
