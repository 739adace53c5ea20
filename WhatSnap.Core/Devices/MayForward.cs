using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Devices;

/// <summary>Says whether a message of a personal phone or Mac may leave for GoHighLevel. What may not is stored nowhere.</summary>
public sealed class MayForward(DeviceTable devices, GoHighLevelContacts crm, IMemoryCache cache)
{
    /// <summary>A phone's clock may be behind while it is paired.</summary>
    private static readonly TimeSpan BeforePairing = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ContactStays = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StrangerStays = TimeSpan.FromSeconds(30);

    /// <param name="account">The account, with its rules.</param>
    /// <param name="device">Its device.</param>
    /// <param name="item">What the device told.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>Why not; null when it may.</returns>
    /// <exception cref="GoHighLevelException">GoHighLevel had to be asked for the contact, and did not answer.</exception>
    public async Task<InboxRefusal?> RefusalAsync(Account account, Device device, DeviceItem item, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(item.Text) && item.Files.Count == 0) return InboxRefusals.Invalid;
        if (IsTooOld(device, item)) return InboxRefusals.TooOld;
        if (await IsTestTextAsync(device, item, cancellationToken)) return InboxRefusals.TestText;
        if (item.IsInGroup && (!account.TakesGroups || item.IsFromOwner)) return InboxRefusals.Group;

        // Short codes and names. What is written to them is of no use without what they write.
        if (!item.IsPerson && !item.IsMailAddress && !account.Forwarding.TakesServices)
        {
            return item.Peer.Any(char.IsLetter) ? InboxRefusals.Name : InboxRefusals.ShortCode;
        }

        if (!account.Forwarding.TakesCodes && OneTimeCodes.IsIn(item.Text)) return InboxRefusals.OneTimeCode;
        if (PhoneNumber.TryParse(item.Peer, out var number) && (account.Number ?? device.OwnNumber)?.LookupKey == number.LookupKey) return InboxRefusals.OwnNote;
        return account.Forwarding.OnlyContacts && !await IsContactAsync(account, item, cancellationToken) ? InboxRefusals.NotContact : null;
    }

    /// <summary>True for what was written before the device was paired.</summary>
    internal static bool IsTooOld(Device device, DeviceItem item) => item.SentAt < device.PairedAt - BeforePairing;

    /// <summary>Also another device's: the one that is to take the place of this one may hear the same texts.</summary>
    private async Task<bool> IsTestTextAsync(Device device, DeviceItem item, CancellationToken cancellationToken) =>
        TestText.IsIn(device, item.Text)
        || (TestText.MayBeIn(item.Text) && (await devices.ListAsync(device.LocationId, cancellationToken)).Any(one => TestText.IsIn(one, item.Text)));

    private async Task<bool> IsContactAsync(Account account, DeviceItem item, CancellationToken cancellationToken)
    {
        PhoneNumber? number = PhoneNumber.TryParse(item.Peer, out var parsed) ? parsed : null;
        if (number is null && !MailAddresses.IsOne(item.Peer)) return false;
        var key = (nameof(MayForward), account.LocationId, number?.LookupKey ?? item.Peer);
        if (cache.TryGetValue(key, out bool known)) return known;
        var isContact = number is null && await crm.FindByMailAsync(account.LocationId, item.Peer, cancellationToken) is not null;
        foreach (var spelling in number?.Spellings ?? [])
        {
            if (await crm.FindAsync(account.LocationId, spelling, cancellationToken) is null) continue;
            isContact = true;
            break;
        }

        cache.Set(key, isContact, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = isContact ? ContactStays : StrangerStays, Size = 1 });
        return isContact;
    }
}
