using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Consent;

/// <summary>
/// <c>GET /api/consent?contactId=</c>: where a contact stands and its changes with their evidence; without <c>contactId</c> the
/// opt-outs of the location, the newest first, fifty to a page.
/// </summary>
public sealed class ReadConsentEndpoint(ApiGuard guard, ConsentTable consents, KnownContacts contacts)
{
    private const int PageSize = 50;
    private const int MostChanges = 100;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, session => request.Query.ContainsKey("contactId")
            ? ShowAsync(session.LocationId, request.Query["contactId"].ToString(), cancellationToken)
            : ListAsync(session.LocationId, request.Query["after"].ToString(), cancellationToken));

    private async Task<IResult> ShowAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        if (!GoHighLevelId.IsId(contactId))
        {
            return Answers.Refuse(StatusCodes.Status400BadRequest, "contactId is not the id of a contact.", "Send GoHighLevel's id of the contact.");
        }

        var state = await consents.FindAsync(locationId, contactId, cancellationToken);
        var known = await contacts.FindAsync(locationId, contactId, cancellationToken);
        var history = await consents.HistoryAsync(locationId, contactId, cancellationToken).Take(MostChanges).ToListAsync(cancellationToken);
        return Results.Json(ConsentView.Of(contactId, state, known?.Dnd, history, null), ConsentJson.Default.ConsentView);
    }

    private async Task<IResult> ListAsync(string locationId, string after, CancellationToken cancellationToken)
    {
        if (after.Length > 0 && !IsKey(after))
        {
            return Answers.Refuse(StatusCodes.Status400BadRequest, "This is not the end of a page.", "Send the next of the page before, or leave after out.");
        }

        var found = await consents.OptOutsAsync(locationId, after.Length > 0 ? after : null, cancellationToken).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = found.Count > PageSize ? found[PageSize - 1].Key : null;
        return Results.Json(
            new OptOutsView([.. found.Take(PageSize).Select(one => ConsentChangeView.Of(one.Entry))], next), ConsentJson.Default.OptOutsView);
    }

    private static bool IsKey(string text) => text.Length < 60 && text.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '-');
}
