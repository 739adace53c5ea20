using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// Gives a phone what its app is to send. The app stores what it was given, so that this is the claim; whether the answer arrived is not
/// known, so that the same phone, and no other, is given it again until it says that it stores it: it knows a message by its id. What may not
/// be sent any more is asked back as long as the app has not handed it to its system.
/// </summary>
public sealed class GiveToPhone(OfferOutbox offer, ClaimOutbox claim, OutboxTable outbox, KnownContacts contacts, TimeProvider time)
{
    private const int MostAtOnce = 100;

    /// <param name="account">The account of the phone.</param>
    /// <param name="device">The phone.</param>
    /// <param name="canCancel">True when its app takes messages back.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    internal async Task<IReadOnlyList<PhoneMessage>> RunAsync(Account account, Device device, bool canCancel, CancellationToken cancellationToken)
    {
        foreach (var item in await offer.RunAsync(account, device, TimeSpan.Zero, cancellationToken))
        {
            await claim.RunAsync(account, item.Id, item.LeaseId!, device.DeviceId, cancellationToken);
        }

        List<PhoneMessage> given = [];
        foreach (var item in await outbox.ListOpenAsync(account.Key, cancellationToken))
        {
            if (item.HeldBy != device.DeviceId || item.ProcessedAt is not null) continue;
            if (await IsOverAsync(account, item, cancellationToken))
            {
                if (canCancel) given.Add(MessageOf(item, PhoneMessage.Cancelling));
            }
            else if (item.StoredAt is null) given.Add(MessageOf(item, PhoneMessage.Pending));

            if (given.Count == MostAtOnce) break;
        }

        return given;
    }

    private async Task<bool> IsOverAsync(Account account, OutboxItem item, CancellationToken cancellationToken) =>
        item.ExpiresAt <= time.GetUtcNow()
        || MayWrite.Refusal(await contacts.FindAsync(account.LocationId, item.ContactId, cancellationToken), account.Platform) is not null;

    /// <summary>The app sends no MMS: of a file goes the address at which GoHighLevel keeps it for everybody who has it.</summary>
    private static PhoneMessage MessageOf(OutboxItem item, string state) => new(
        item.Id, new PhoneText(string.Join('\n', new[] { item.Text }.Where(text => text.Length > 0).Concat(item.Attachments))), [item.To], true,
        DeviceTime.Of(item.ExpiresAt), state, DeviceTime.Of(item.QueuedAt));
}
