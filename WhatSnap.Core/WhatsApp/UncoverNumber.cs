using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Says whom a message is from. Where WhatsApp named the customer by LID alone, the gateway is asked for the number: for a short while
/// before a contact is made without one, and with every message of such a contact.
/// </summary>
public sealed class UncoverNumber(WahaClient waha, JoinIdentities join, KnownContacts contacts, TimeProvider time)
{
    /// <summary>Well within the lease of the lane.</summary>
    private static readonly TimeSpan AskWithin = TimeSpan.FromSeconds(3);

    /// <summary>A lane that was handed over is looked at again at once.</summary>
    private static readonly TimeSpan AfterHandOver = TimeSpan.FromSeconds(1);

    /// <returns>The customer; null when the message has to wait first, and for how long.</returns>
    public async Task<(Customer? Customer, TimeSpan Wait)> RunAsync(
        LaneLease lease, PendingRow row, InboundMessage message, Account account, CancellationToken cancellationToken)
    {
        if (message.IsFromGroup || message.MailAddress is not null) return Known(null, message);
        if (PhoneNumber.TryParse(message.Sender, out var told)) return Known(told, message);
        var contact = lease.Head.ContactId is { } id ? await contacts.FindAsync(account.LocationId, id, cancellationToken) : null;
        if (contact is { HidesNumber: false }) return Known(null, message);

        if (await AskAsync(account, message.Lid!, cancellationToken) is not { } number)
        {
            var mayCome = lease.Head.ContactId is null && time.GetUtcNow() - row.AcceptedAt < LaneTiming.NumberMayStillCome;
            return mayCome ? (null, LaneTiming.WhileNumberHidden) : Known(null, message);
        }

        await join.RunAsync(account.LocationId, InboundMessage.IdentityOf(number), message.LidIdentity!, lease, cancellationToken);
        return lease.Head.RedirectTo is null ? Known(number, message) : (null, AfterHandOver);
    }

    private static (Customer, TimeSpan) Known(PhoneNumber? number, InboundMessage message) =>
        (new Customer(number, message.Lid, message.SenderName) { MailAddress = message.MailAddress }, default);

    private async Task<PhoneNumber?> AskAsync(Account account, string lid, CancellationToken cancellationToken)
    {
        if (account.WhatsApp is not { SessionKey: not null } link) return null;
        using var limit = new CancellationTokenSource(AskWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await waha.FindNumberAsync(link, lid, either.Token);
        }
        catch (Exception failed) when (failed is WahaException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It is asked again, with the next try or the next message.
            return null;
        }
    }
}
