using System.Net;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Contacts;

/// <summary>Reads what is known of a contact with all its tags; GoHighLevel is asked, with one call, where they are not known. Stores nothing.</summary>
public sealed class ReadContact(KnownContacts known, GoHighLevelContacts crm)
{
    /// <param name="locationId">The location.</param>
    /// <param name="contactId">An id that may be a contact's.</param>
    /// <param name="isFresh">True to ask GoHighLevel in any case.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null when the location has no such contact.</returns>
    /// <exception cref="GoHighLevelException">GoHighLevel did not tell.</exception>
    public async Task<KnownContact?> RunAsync(string locationId, string contactId, bool isFresh, CancellationToken cancellationToken)
    {
        var contact = await known.FindAsync(locationId, contactId, cancellationToken) ?? new KnownContact(contactId, [], null);
        if (contact.HasAllTags && !isFresh) return contact;
        try
        {
            var seen = await crm.ReadAsync(locationId, contactId, cancellationToken);
            return contact with { Tags = seen.Tags, HasAllTags = true };
        }
        catch (GoHighLevelException refused) when (refused.IsContactGone || refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // 403 stands for a contact of another location.
            return null;
        }
    }
}
