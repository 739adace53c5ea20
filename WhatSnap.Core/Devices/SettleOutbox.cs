using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>
/// Ends items whose time is up: what no device fetched within a day fails, and what a device took and was silent about is
/// <c>unknown</c>. What an account waits with that was removed meanwhile ends as well; the rest is left alone.
/// </summary>
public sealed partial class SettleOutbox(
    OutboxTable outbox, AccountTable accounts, NoteStatus note, OutboxSignals signals, TimeProvider time, ILogger<SettleOutbox> logger)
{
    /// <param name="body">The queue message.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, OutboxWork.FromJson) is not { } work) return;
        if (await outbox.FindAsync(new AccountKey(work.LocationId, work.AccountId), work.Id, cancellationToken) is not { } item) return;
        if (await accounts.FindAsync(work.LocationId, work.AccountId, cancellationToken) is { } account) await RunAsync(account, item, cancellationToken);
        else await EndOrphanAsync(new Account(work.LocationId, work.AccountId, "", "", Platform.Device, null, null), item, cancellationToken);
    }

    /// <returns>True when the item is over: what is for the same contact may go on.</returns>
    public async Task<bool> RunAsync(Account account, OutboxItem item, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (item.Ending is { } ending) await FailAsync(account, item, Failures.Find(ending), cancellationToken);
        else if (item.IsExpired(now)) return await RefuseAsync(account, item, Failures.DeviceAway, cancellationToken);
        else if (item.IsSilent(now)) await DoubtAsync(account, item, cancellationToken);
        else return false;
        return true;
    }

    /// <summary>Ends an item that was not claimed, for good.</summary>
    /// <returns>False when somebody else wrote it in between.</returns>
    public async Task<bool> RefuseAsync(Account account, OutboxItem item, Failure failure, CancellationToken cancellationToken)
    {
        // First nobody can claim it any more; then it is told.
        if (!await outbox.TryWriteAsync(account.Key, item with { Ending = failure.Code }, cancellationToken)) return false;
        await FailAsync(account, item, failure, cancellationToken);
        return true;
    }

    /// <summary>Ends an item that may have been sent, and of which nobody will tell.</summary>
    public Task DoubtAsync(Account account, OutboxItem item, CancellationToken cancellationToken) =>
        EndAsync(account, item, SendStates.Unknown, Failures.DeviceSilent, cancellationToken);

    /// <summary>Ends an item whose account is gone, so that its text goes.</summary>
    private Task EndOrphanAsync(Account gone, OutboxItem item, CancellationToken cancellationToken) => item.ClaimedAt is null
        ? FailAsync(gone, item, Failures.SenderGone, cancellationToken)
        : DoubtAsync(gone, item, cancellationToken);

    private Task FailAsync(Account account, OutboxItem item, Failure failure, CancellationToken cancellationToken) =>
        EndAsync(account, item, SendStates.Failed, failure, cancellationToken);

    private async Task EndAsync(Account account, OutboxItem item, SendState state, Failure failure, CancellationToken cancellationToken)
    {
        await note.RunAsync(account, item.SendingId, new ProviderStatus(item.Id, state, null) { Failure = failure }, cancellationToken);
        await outbox.FinishAsync(account.Key, item, item.ClaimedAt is not null, cancellationToken);
        signals.Raise(account.Key);
        LogEnded(item.SendingId, failure.Code);
    }

    [LoggerMessage(LogLevel.Information, "Message {SendingId} ended in the outbox of a device: {Failure}")]
    private partial void LogEnded(string sendingId, string failure);
}
