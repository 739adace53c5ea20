using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Contacts;

/// <summary>How the wish ended that a contact keep one account tag.</summary>
public enum KeptTag
{
    /// <summary>It carries this account's tag alone.</summary>
    Kept,

    /// <summary>The location has no such contact.</summary>
    NoContact,

    /// <summary>No account of the location has the tag.</summary>
    NoAccount,

    /// <summary>The contact does not carry the tag.</summary>
    NotCarried,
}

/// <summary>
/// Takes from a contact that carries several account tags all but one. The contact is read first and must carry the one, so
/// that it is never without; tags that are not WhatSnap's are never touched, and repeating it changes nothing.
/// </summary>
public sealed class KeepOneTag(AccountTable accounts, ReadContact contacts, KnownContacts known, GoHighLevelContactTags crm, TimeProvider time)
{
    /// <exception cref="GoHighLevelException">GoHighLevel did not take part.</exception>
    public async Task<KeptTag> RunAsync(string locationId, string contactId, string tag, CancellationToken cancellationToken)
    {
        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
        if (all.FirstOrDefault(account => OrphanTags.IsOf(account, tag)) is not { } keeper) return KeptTag.NoAccount;
        if (await contacts.RunAsync(locationId, contactId, isFresh: true, cancellationToken) is not { } contact) return KeptTag.NoContact;
        if (!contact.HasTag(tag)) return KeptTag.NotCarried;

        // The keeper's former tag goes with the move of its contacts.
        bool IsAccountTag(string one) => OrphanTags.IsOurs(one) || all.Any(account => OrphanTags.IsOf(account, one));
        List<string> others = [.. contact.Tags.Where(one => IsAccountTag(one) && !OrphanTags.IsOf(keeper, one))];
        if (others.Count > 0) await crm.RemoveAsync(locationId, contactId, others, null, cancellationToken);
        await known.SeeAsync(locationId, contactId, contact.TagsWithout(others), null, time.GetUtcNow(), cancellationToken);
        return KeptTag.Kept;
    }
}
