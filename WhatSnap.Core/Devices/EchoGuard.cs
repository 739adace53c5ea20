using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Devices;

/// <summary>Tells what WhatSnap had the device send from what its owner wrote on it.</summary>
public sealed class EchoGuard(OutboxTable outbox)
{
    public Task<bool> IsOursAsync(Account account, DeviceItem item, CancellationToken cancellationToken) => outbox.TakeEchoAsync(
        account.Key, item, async id => await IsSentAsync(account, id, cancellationToken), cancellationToken);

    /// <summary>What was not handed to the device's system yet, its owner wrote.</summary>
    private async Task<bool> IsSentAsync(Account account, string id, CancellationToken cancellationToken) =>
        await outbox.FindAsync(account.Key, id, cancellationToken) is { } open
            ? open.ClaimedAt is not null
            : await outbox.FindRecordAsync(account.Key, id, cancellationToken) is { WasClaimed: true };
}
