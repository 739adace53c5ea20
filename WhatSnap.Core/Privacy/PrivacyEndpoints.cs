using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Privacy;

/// <summary><c>POST /api/privacy/export</c>: all that is stored about a contact, a sender or the location, an object in JSON each line.</summary>
public sealed class ExportEndpoint(ChangeGuard guard, ReadOwner owner, FindStored find, BlobServiceClient blobs)
{
    private const string ContentType = "application/x-ndjson";

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Disconnect, ActivityKinds.DataExported, null, async session =>
        {
            var (found, refusal) = await owner.RunAsync(request, session.LocationId, mustConfirm: false, cancellationToken);
            if (found is null) return refusal!;
            return Results.Stream(output => WriteAsync(found, output, cancellationToken), ContentType, "whatsnap-export.ndjson");
        }, cancellationToken);

    private async Task WriteAsync(StoredItem.Owner found, Stream output, CancellationToken cancellationToken)
    {
        await foreach (var item in find.RunAsync(found, cancellationToken))
        {
            var content = item is StoredItem.Blob blob
                ? (await blobs.GetBlobContainerClient(blob.Container).GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value.Content
                : null;
            await using (var json = new Utf8JsonWriter(output)) item.WriteTo(json, content);
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }
}

/// <summary><c>POST /api/privacy/erase</c>: erases all that is stored about a contact, a sender or the location; 202.</summary>
public sealed class EraseEndpoint(ChangeGuard guard, ReadOwner owner, IWorkQueue queue)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Disconnect, ActivityKinds.DataErased, null, async session =>
        {
            var (found, refusal) = await owner.RunAsync(request, session.LocationId, mustConfirm: true, cancellationToken);
            if (found is null) return refusal!;
            var work = new EraseWork(1, found.LocationId, found.ContactId, found.Lane);
            await queue.SendAsync(QueueNames.EraseData, work.ToJson(), TimeSpan.Zero, cancellationToken);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }, cancellationToken);
}

/// <summary>Reads whose data a request means: one contact, one number, or the whole location, by its own id.</summary>
public sealed class ReadOwner(Aliases aliases)
{
    private const int LargestBody = 2 * 1024;

    /// <param name="request">The request.</param>
    /// <param name="locationId">The session's location.</param>
    /// <param name="mustConfirm">True where the whole location has to be confirmed.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal async Task<(StoredItem.Owner? Owner, IResult? Refusal)> RunAsync(
        HttpRequest request, string locationId, bool mustConfirm, CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, PrivacyJson.Default.OwnerRequest, LargestBody, cancellationToken);
        if (body is null) return (null, refusal);
        if (new[] { body.ContactId, body.Number, body.LocationId }.Count(one => one is not null) != 1)
        {
            return (null, Answers.Wrong("It has to be said whose data is meant.", "Send one of contactId, number and locationId."));
        }

        if (body.LocationId is { } location)
        {
            if (location != locationId) return (null, Answers.Wrong("This is not the id of your location.", "Send the id of the location that you are in."));
            return mustConfirm && body.Confirm != locationId
                ? (null, Answers.Wrong("Everything of this location would be erased, and its accounts removed.", "Send the location's id as confirm, too, if that is what you want."))
                : (new StoredItem.Owner(locationId, null, null), null);
        }

        if (body.ContactId is { } contact)
        {
            return GoHighLevelId.IsId(contact)
                ? (new StoredItem.Owner(locationId, contact, null), null)
                : (null, Answers.Wrong("contactId is not the id of a contact.", "Take GoHighLevel's id of the contact."));
        }

        if (!PhoneNumber.TryParse(body.Number, out var number)) return (null, Answers.Wrong("This is not a phone number.", "Write it with + and country code."));
        var alias = await aliases.FindAsync(locationId, InboundMessage.IdentityOf(number), cancellationToken);
        return alias is not null
            ? (new StoredItem.Owner(locationId, null, alias.Lane.Value), null)
            : (null, Answers.Refuse(StatusCodes.Status404NotFound, "Nothing is stored about this number.", "Nothing to do, unless it is written differently: try the contact's id."));
    }

}

/// <summary>Whose data is meant: one of the three.</summary>
/// <param name="ContactId">GoHighLevel's id of a contact.</param>
/// <param name="Number">A sender's phone number.</param>
/// <param name="LocationId">The id of the session's own location: all of it.</param>
/// <param name="Confirm">The location's id once more, to erase it.</param>
internal sealed record OwnerRequest(string? ContactId, string? Number, string? LocationId, string? Confirm)
{
    public override string ToString() => nameof(OwnerRequest);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OwnerRequest))]
internal sealed partial class PrivacyJson : JsonSerializerContext;
