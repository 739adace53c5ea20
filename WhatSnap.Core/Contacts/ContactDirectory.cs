using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// Makes sure that a sender is a contact with the account's tag. Calls: none for a known contact, one for a new one where
/// the location forbids duplicates, two otherwise (and one more look-up for a number with two legal spellings).
/// </summary>
public sealed class ContactDirectory(GoHighLevelContacts crm, KnownContacts known, LocationTable locations)
{
    /// <returns>The contact's id in GoHighLevel.</returns>
    public async Task<string> EnsureAsync(
        LaneLease lease, Account account, PhoneNumber number, string? name, CancellationToken cancellationToken)
    {
        var remembered = lease.Head.ContactId is { } id
            ? await known.FindAsync(account.LocationId, id, cancellationToken) ?? new KnownContact(id, [], null)
            : null;
        var contact = remembered
            ?? await FindOrCreateAsync(lease, account, number, name, cancellationToken);

        if (!contact.HasTag(account.Tag))
        {
            await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
            await crm.AddTagAsync(account.LocationId, contact.ContactId, account.Tag, cancellationToken);
            contact = contact with { Tags = [.. contact.Tags, account.Tag] };
        }

        if (contact != remembered || contact.LastAccountId != account.AccountId)
        {
            await known.SaveAsync(
                account.LocationId, contact with { LastAccountId = account.AccountId }, cancellationToken);
        }

        lease.KnowContact(contact.ContactId);
        return contact.ContactId;
    }

    private async Task<KnownContact> FindOrCreateAsync(
        LaneLease lease, Account account, PhoneNumber number, string? name, CancellationToken cancellationToken)
    {
        var location = await locations.FindAsync(account.LocationId, cancellationToken);

        // Where duplicates are forbidden the creation itself answers whether the number is known.
        var asks = location?.AllowsDuplicates == false ? number.Spellings.Skip(1) : number.Spellings;
        foreach (var spelling in asks)
        {
            await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
            if (await crm.FindAsync(account.LocationId, spelling, cancellationToken) is { } found)
            {
                return new KnownContact(found.ContactId, found.Tags, null);
            }
        }

        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        try
        {
            var made = await crm.CreateAsync(
                account.LocationId,
                new NewContact(number, name, account.Tag, PlatformNames.Of(account.Platform), location?.PlatformFieldId),
                lease.Window, cancellationToken);
            return new KnownContact(made.ContactId, made.Tags, null);
        }
        catch (GoHighLevelException refused) when (refused.ExistingContactId is not null)
        {
            return new KnownContact(refused.ExistingContactId, [], null);
        }
    }
}
