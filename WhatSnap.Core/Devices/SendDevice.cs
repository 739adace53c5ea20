using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>
/// Puts a message into the outbox of a device, which fetches it. Its id is made of location and message, so that a try that was cut off
/// is just made again.
/// </summary>
public sealed class SendDevice(OutboxTable outbox, OutboxSignals signals, IWorkQueue queue, TimeProvider time) : IProvider
{
    /// <summary>Letters that a row of the outbox holds; networks take far fewer.</summary>
    private const int LongestText = 20_000;

    /// <summary>Receipts come by themselves.</summary>
    public bool CanBeAsked => false;

    public bool Carries(Account account) => account.Platform == Platform.Device;

    /// <summary>A device that is paired again goes on with the account and its queue.</summary>
    public bool WaitsFor(Account account) =>
        AccountStates.NeedsReconnection(account.StateCode) || account.StateCode == AccountStates.Reconnecting.Code;

    public Task<SendPlan> PlanAsync(Account account, Recipient to, OutboundMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(new SendPlan([IdOf(message)], SmsSegments.Of(message.Text), null));

    public Task<SendOutcome?> FindAsync(Sending sending, CancellationToken cancellationToken) => Task.FromResult<SendOutcome?>(null);

    public Task<SendOutcome?> AskAsync(Account account, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome?>(null);

    public async Task<SendOutcome> SendAsync(Sending sending, LaneLease lease, CancellationToken cancellationToken)
    {
        var (account, message) = (sending.Account, sending.Message);
        if ((sending.To.Number?.ToString() ?? sending.To.MailAddress) is not { } to) return new SendOutcome.Refused(Failures.RecipientWithoutNumber, null);
        if (message.Text.Length > LongestText) return new SendOutcome.Refused(Failures.ProviderRefused, "too_long");
        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);

        var item = new OutboxItem(IdOf(message), message.SendingId, message.ContactId, to, message.Text, message.Attachments, time.GetUtcNow());

        // First: a crash before the item leaves a queue message with nothing to do, never an item that nobody ends.
        await queue.SendAsync(
            QueueNames.SettleOutbox, new OutboxWork(1, account.LocationId, account.AccountId, item.Id).ToJson(), OutboxItem.Lifetime, cancellationToken);
        await outbox.TryAddAsync(account.Key, item, cancellationToken);
        signals.Raise(account.Key);

        // Not "queued": whether the device takes it is not known before it claims it, and it can still become unknown.
        return new SendOutcome.Known(new ProviderStatus(item.Id, SendStates.Accepted, null));
    }

    internal static string IdOf(OutboundMessage message) => Keys.Hash($"outbox\n{message.LocationId}\n{message.SendingId}");
}
