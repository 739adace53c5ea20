using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Messages;

/// <summary>Serves a media item by its unguessable key, as a download that no browser runs; fetches it first if need be.</summary>
public sealed partial class MediaEndpoint(MediaStore store, AccountDirectory accounts, FetchMedia fetch)
{
    public async Task<IResult> HandleAsync(HttpRequest request, string key, CancellationToken cancellationToken)
    {
        if (!KeyForm().IsMatch(key) || await store.FindAsync(key, cancellationToken) is not { } media) return Gone();

        byte[] bytes;
        if (media.BlobName is { } blob)
        {
            bytes = await store.ReadAsync(blob, cancellationToken);
        }
        else
        {
            var account = await accounts.FindAsync(media.LocationId, media.AccountId, cancellationToken);
            if (account is null || await FetchAsync(account, media.Source, cancellationToken) is not { } file)
            {
                return Answers.Refuse(
                    StatusCodes.Status404NotFound, "This attachment could not be loaded from the provider yet.",
                    "Try again later; it stays here for a year from its arrival.");
            }

            await store.FillAsync(media, file, cancellationToken);
            bytes = file.Bytes;
        }

        var headers = request.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = "private, max-age=86400";
        return Results.File(bytes, media.Source.ContentType, $"attachment-{key[..6]}");
    }

    private async Task<MediaFile?> FetchAsync(Account account, InboundMedia source, CancellationToken cancellationToken)
    {
        try
        {
            return await fetch.RunAsync(account, null, source, cancellationToken);
        }
        catch (FileNotNowException)
        {
            return null;
        }
    }

    private static IResult Gone() => Answers.Refuse(
        StatusCodes.Status404NotFound, "There is no attachment at this address.",
        "It may have expired or been taken back.");

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex KeyForm();
}
