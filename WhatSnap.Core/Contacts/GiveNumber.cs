using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// Gives a contact whose number was hidden the number that has become known. Where GoHighLevel has a contact with that number, that one
/// is the customer from now on; GoHighLevel has no call that joins two.
/// </summary>
public sealed class GiveNumber(FindOrCreateContact contacts, GoHighLevelContacts crm, LocationTable locations)
{
    public async Task<Sender> RunAsync(
        LaneLease lease, Account account, KnownContact contact, PhoneNumber number, CancellationToken cancellationToken)
    {
        if (await contacts.FindAsync(lease, account, number.Spellings, cancellationToken) is { } there) return Shown(there);

        var location = await locations.FindAsync(account.LocationId, cancellationToken);
        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        try
        {
            await crm.GiveNumberAsync(
                account.LocationId, contact.ContactId,
                new ShownNumber(number, PlatformNames.Of(account.Platform), location?.PlatformFieldId), lease.Window, cancellationToken);
            return Shown(new Sender(contact));
        }
        catch (GoHighLevelException refused) when (refused.ExistingContactId is { } id)
        {
            return Shown(await contacts.RecallAsync(account, id, cancellationToken));
        }
    }

    private static Sender Shown(Sender sender) => sender with { Known = sender.Known with { HidesNumber = false } };
}
