using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Accounts;

/// <summary>
/// Moves contacts from an account's former tag to its tag: first the new one is added, then the old one removed, so that
/// no contact is ever without. Foreign tags stay; repeating it changes nothing.
/// </summary>
/// <remarks>
/// Two bulk calls instead of two for each contact leave the location's budget of calls to its messages. A bulk call
/// succeeds as a whole, so the old tag is removed only where the answer says that the new one was added, and what the
/// answer does not confirm is moved by calls of its own, which fail clearly.
/// </remarks>
public sealed class MoveTag(GoHighLevelContactTags crm, KnownContacts known)
{
    private const int RowsAtOnce = 8;
    private static readonly Dictionary<string, bool> NoneConfirmed = [];

    /// <returns>True when one of them was seen to carry the former tag still.</returns>
    public async Task<bool> RunAsync(
        Account account, string former, IReadOnlyList<CrmContact> contacts, CancellationToken cancellationToken)
    {
        var location = account.LocationId;
        var contactIds = contacts.Select(contact => contact.ContactId).ToList();
        var ready = await ReadyAsync(account, contacts, cancellationToken);
        var removed = ready.Count > 0
            ? await crm.ChangeManyAsync(TagChange.Remove, location, ready, former, cancellationToken)
            : NoneConfirmed;
        var hasMoved = removed.Values.Any(hasChanged => hasChanged);
        foreach (var contactId in contactIds.Where(id => !removed.ContainsKey(id)))
        {
            hasMoved |= await MoveOneAsync(account, former, contactId, cancellationToken);
        }

        await Parallel.ForEachAsync(
            contactIds,
            new ParallelOptions { MaxDegreeOfParallelism = RowsAtOnce, CancellationToken = cancellationToken },
            async (id, token) => await known.ReplaceTagAsync(location, id, former, account.Tag, token));
        return hasMoved;
    }

    /// <summary>The contacts that have the new tag: those that are seen with it, and those that it is added to now.</summary>
    /// <remarks>Seen ones cost no call: a location that lets only a few calls through gets on all the same.</remarks>
    private async Task<List<string>> ReadyAsync(
        Account account, IReadOnlyList<CrmContact> contacts, CancellationToken cancellationToken)
    {
        var seen = contacts.ToLookup(
            contact => contact.Tags.Contains(account.Tag, StringComparer.OrdinalIgnoreCase), contact => contact.ContactId);
        var missing = seen[false].ToList();
        var added = missing.Count > 0
            ? await crm.ChangeManyAsync(TagChange.Add, account.LocationId, missing, account.Tag, cancellationToken)
            : NoneConfirmed;
        return [.. seen[true], .. missing.Where(added.ContainsKey)];
    }

    /// <returns>False when the contact is gone.</returns>
    private async Task<bool> MoveOneAsync(
        Account account, string former, string contactId, CancellationToken cancellationToken)
    {
        try
        {
            await crm.AddAsync(account.LocationId, contactId, account.Tag, null, cancellationToken);
            await crm.RemoveAsync(account.LocationId, contactId, [former], null, cancellationToken);
            return true;
        }
        catch (GoHighLevelException gone) when (gone.IsContactGone)
        {
            return false;
        }
    }
}
