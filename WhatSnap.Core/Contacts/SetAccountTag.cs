using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// Gives a contact the account's tag, by the account's tag mode. A contact that is known to carry what it should costs no
/// call; tags that belong to no account are never touched.
/// </summary>
public sealed class SetAccountTag(GoHighLevelContactTags crm, AccountTags accountTags)
{
    /// <summary>True when a contact's tags must be read first: to take some away, all have to be known.</summary>
    public static bool MustSee(Account account, Sender sender) =>
        account.TagMode == TagMode.Exclusive && !sender.Known.HasAllTags;

    public async Task<KnownContact> RunAsync(
        LaneLease lease, Account account, KnownContact contact, CancellationToken cancellationToken)
    {
        // First the new one, so that a contact is never without: its tag decides which account answers it.
        if (!contact.HasTag(account.Tag))
        {
            await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
            await crm.AddAsync(account.LocationId, contact.ContactId, account.Tag, lease.Window, cancellationToken);
            contact = contact with { Tags = [.. contact.Tags, account.Tag] };
        }

        if (account.TagMode == TagMode.Add) return contact;
        var others = await accountTags.OthersAsync(account, contact.Tags, cancellationToken);
        if (others.Count == 0) return contact;

        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        await crm.RemoveAsync(account.LocationId, contact.ContactId, others, lease.Window, cancellationToken);
        return contact with { Tags = contact.TagsWithout(others) };
    }
}
