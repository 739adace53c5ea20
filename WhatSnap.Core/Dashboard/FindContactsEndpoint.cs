using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/contacts?query=</c> or <c>?ids=</c>: contacts by what people call them, or what people call contacts, asked of GoHighLevel
/// with one call. The lists of messages have ids alone; nothing of this is kept.
/// </summary>
public sealed class FindContactsEndpoint(ApiGuard guard, GoHighLevelContactSearch search)
{
    private const int MostFound = 10;
    private const int MostIds = 50;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var text = request.Query["query"].ToString().Trim();
            var ids = AskedIds.Of(request);
            if (Problem(text, ids) is { } problem) return problem;
            try
            {
                var found = text.Length > 0
                    ? await search.FindAsync(session.LocationId, text, MostFound, cancellationToken)
                    : await search.ReadAsync(session.LocationId, ids, cancellationToken);
                return Results.Json(new ContactsView([.. found.Select(ContactView.Of)]), ContactsJson.Default.ContactsView);
            }
            catch (GoHighLevelException) when (text.Length == 0)
            {
                // A list of messages is useful without names too.
                return Results.Json(new ContactsView([]), ContactsJson.Default.ContactsView);
            }
            catch (GoHighLevelException failed)
            {
                return RoutingAnswers.NotNow(failed);
            }
        });

    private static IResult? Problem(string text, IReadOnlyList<string> ids)
    {
        if (text.Length > GoHighLevelContactSearch.LongestText) return Answers.Wrong("This is too long to search for.", $"Send at most {GoHighLevelContactSearch.LongestText} letters.");
        if ((text.Length > 0) == (ids.Count > 0)) return Answers.Wrong("There is nothing to search for, or too much.", "Send either query or ids.");
        if (ids.Count > MostIds) return Answers.Wrong("These are too many ids.", $"Send at most {MostIds}.");
        return ids.All(GoHighLevelId.IsId) ? null : Answers.Wrong("One of the ids is not the id of a contact.", "Take GoHighLevel's ids.");
    }
}

/// <summary>Contacts as GoHighLevel names them.</summary>
public sealed record ContactsView(IReadOnlyList<ContactView> Contacts);

/// <summary>A contact by which a person knows it.</summary>
/// <param name="Id">GoHighLevel's id.</param>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Number">Its number, masked; null where it has none.</param>
public sealed record ContactView(string Id, string Name, string? Number)
{
    internal static ContactView Of(NamedContact contact) =>
        new(contact.ContactId, contact.Name, PhoneNumber.TryParse(contact.Phone, out var number) ? number.Masked : null);

    public override string ToString() => $"contact {Id}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ContactsView))]
internal sealed partial class ContactsJson : JsonSerializerContext;
