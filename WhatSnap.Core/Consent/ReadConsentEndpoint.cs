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
    private const int MostChanges = 100;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, session => request.Query.ContainsKey("contactId")
            ? ShowAsync(session.LocationId, request.Query["contactId"].ToString(), cancellationToken)
            : ListAsync(request, session.LocationId, cancellationToken));

    private async Task<IResult> ShowAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        if (!GoHighLevelId.IsId(contactId))
        {
            return Answers.Wrong("contactId is not the id of a contact.", "Send GoHighLevel's id of the contact.");
        }

        var state = await consents.FindAsync(locationId, contactId, cancellationToken);
        var known = await contacts.FindAsync(locationId, contactId, cancellationToken);
        var history = await consents.HistoryAsync(locationId, contactId, cancellationToken).Take(MostChanges).ToListAsync(cancellationToken);
        return Results.Json(ConsentView.Of(contactId, state, known?.Dnd, history, null), ConsentJson.Default.ConsentView);
    }

    private async Task<IResult> ListAsync(HttpRequest request, string locationId, CancellationToken cancellationToken)
    {
        var (after, refusal) = Paging.AfterOf(request, Paging.Key);
        if (refusal is not null) return refusal;
        var page = await Paging.TakeAsync(consents.OptOutsAsync(locationId, after, cancellationToken), one => one.Key, cancellationToken);
        return Results.Json(new OptOutsView([.. page.Items.Select(one => ConsentChangeView.Of(one.Entry))], page.Next), ConsentJson.Default.OptOutsView);
    }
}
