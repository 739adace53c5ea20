using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Fetches the file of a message from the gateway (<c>GET /api/files/{session}/{file}</c>), which gets it from WhatsApp. Only the
/// path is taken from the event, and only one of the account's own session: no other host is ever called.
/// </summary>
public sealed partial class WhatsAppMedia(HttpClient http, IOptions<WhatsAppOptions> options, TimeProvider time)
{
    /// <summary>The path of a file's address, where it names one of this session; null for any other.</summary>
    public static string? PathOf(WhatsAppLink link, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && FilePath().Match(url.AbsolutePath) is { Success: true } path && path.Groups["session"].Value == link.Session
            ? url.AbsolutePath
            : null;

    /// <summary>The file, or null when it can't be had.</summary>
    /// <exception cref="FileNotNowException">The gateway is away; it may pass.</exception>
    public async Task<MediaFile?> FetchAsync(WhatsAppLink link, InboundMedia media, CancellationToken cancellationToken)
    {
        // Read from storage, but trusted no more than the event was.
        if (options.Value.GatewayUrl is not { } gateway || link.SessionKey is not { } key) return null;
        if (PathOf(link, new Uri(gateway, media.Url).ToString()) is not { } path) return null;

        using var limit = new CancellationTokenSource(FetchedFile.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, path));
            request.Headers.TryAddWithoutValidation("X-Api-Key", key.Reveal());
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError) throw new FileNotNowException();
            if (answer.IsSuccessStatusCode && FetchedFile.IsNonsense(answer, media)) throw new FileNotNowException();
            return await FetchedFile.ReadAsync(answer, media, either.Token);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FileNotNowException();
        }
    }

    [GeneratedRegex(@"^/api/files/(?<session>[A-Za-z0-9_-]{1,100})/[A-Za-z0-9_.-]{1,1024}\z")]
    private static partial Regex FilePath();
}
