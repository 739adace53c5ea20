using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices;

/// <summary>
/// <c>GET /device/v1/files/{link}</c>: a file that a device is to send, while its item waits. It is passed on from where GoHighLevel keeps
/// it, as a download that no browser runs.
/// </summary>
public sealed class DeviceFileEndpoint(FileLinks links, OutboxTable outbox, LoadSentFile load)
{
    public async Task<IResult> HandleAsync(HttpRequest request, string link, CancellationToken cancellationToken)
    {
        if (links.Read(link) is not { } file
            || await outbox.FindAsync(file.Account, file.ItemId, cancellationToken) is not { } item
            || item.Attachments.ElementAtOrDefault(file.Index) is not { } address)
        {
            return Answers.Refuse(
                StatusCodes.Status404NotFound, "There is no file at this address, or no longer.", "Ask the outbox again; it gives a new address.");
        }

        if (await load.RunAsync(address, cancellationToken) is not { } bytes)
        {
            return Answers.Refuse(
                StatusCodes.Status502BadGateway, "The file does not come from where it is kept, or is larger than 25 MB.",
                "Try it again; when it still does not come, report the message as failed.");
        }

        var headers = request.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = "no-store";
        return Results.File(bytes, FileKinds.Of(bytes.AsSpan(0, Math.Min(bytes.Length, FileKinds.Telling))), Attachment.NameOf(new Uri(address)));
    }
}

/// <summary>Loads a file that is written in GoHighLevel from its public address, up to 25 MB.</summary>
public sealed class LoadSentFile(HttpClient http)
{
    internal static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);

    /// <returns>The bytes; null when they can't be had, or are too many.</returns>
    public async Task<byte[]?> RunAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return null;
        try
        {
            using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentLength > Uploads.Largest) return null;
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[Uploads.Largest + 1];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return read is 0 or > Uploads.Largest ? null : buffer[..read];
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or NotSupportedException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
