using System.Net;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Accounts;

/// <summary>What one run of <see cref="DropTag"/> did.</summary>
/// <param name="Contacts">Contacts that lost the tag.</param>
/// <param name="HasMore">True while contacts may carry it still; run it again.</param>
public sealed record DroppedTag(int Contacts, bool HasMore);

/// <summary>
/// Takes a tag that no account has from the location's contacts, a bounded number in one run; the run that finds none any more
/// takes it off the location's list. Other tags stay; repeating it changes nothing.
/// </summary>
public sealed class DropTag(AccountTable accounts, GoHighLevelContactTags crm, GoHighLevelLocations locations)
{
    private const int PagesAtOnce = 5;

    /// <param name="locationId">The location.</param>
    /// <param name="tag">A tag of <see cref="OrphanTags"/>.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="GoHighLevelException">GoHighLevel did not take part; what was taken away stays so.</exception>
    public async Task<DroppedTag> RunAsync(string locationId, string tag, CancellationToken cancellationToken)
    {
        var (dropped, after) = (0, (string?)null);
        for (var pages = 0; pages < PagesAtOnce; pages++)
        {
            // An account may be given the tag at any time: from then on it is not touched.
            var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
            if (!OrphanTags.Has(tag, all)) return new DroppedTag(dropped, false);
            var page = await crm.SearchAsync(locationId, tag, after, cancellationToken);
            dropped += await DropAsync(locationId, tag, [.. page.Contacts.Select(contact => contact.ContactId)], cancellationToken);
            after = page.Next;
            if (after is null) return await EndAsync(locationId, tag, dropped, cancellationToken);
        }

        return new DroppedTag(dropped, true);
    }

    /// <summary>The index lags: only a pass over all of them that found nothing to take away says that none is left.</summary>
    private async Task<DroppedTag> EndAsync(string locationId, string tag, int dropped, CancellationToken cancellationToken)
    {
        if (dropped > 0) return new DroppedTag(dropped, true);
        try
        {
            await locations.DeleteTagAsync(locationId, tag, cancellationToken);
        }
        catch (GoHighLevelException gone) when (gone.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // Somebody else took it away between the look and the call.
        }

        return new DroppedTag(0, false);
    }

    /// <returns>How many of them had it.</returns>
    private async Task<int> DropAsync(string locationId, string tag, IReadOnlyList<string> contactIds, CancellationToken cancellationToken)
    {
        if (contactIds.Count == 0) return 0;
        var removed = await crm.ChangeManyAsync(TagChange.Remove, locationId, contactIds, tag, cancellationToken);
        var dropped = removed.Values.Count(hasChanged => hasChanged);

        // A bulk call succeeds as a whole: what it does not confirm gets a call of its own, which fails clearly.
        foreach (var contactId in contactIds.Where(id => !removed.ContainsKey(id)))
        {
            try
            {
                await crm.RemoveAsync(locationId, contactId, [tag], null, cancellationToken);
                dropped++;
            }
            catch (GoHighLevelException gone) when (gone.IsContactGone)
            {
                // Nobody is left who could carry it.
            }
        }

        return dropped;
    }
}
