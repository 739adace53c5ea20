using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Fetches a media file from exactly where Twilio keeps it: our account's media path on Twilio's API, then one redirect
/// to a host of a fixed list, without the credentials. Nothing else is ever called, whatever a request names.
/// </summary>
public sealed partial class TwilioMedia(HttpClient http, IOptions<TwilioOptions> options, TimeProvider time)
{
    internal const int LargestFile = FetchedFile.Largest;
    internal static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(5);

    /// <summary>A file is often not there yet when its webhook comes.</summary>
    private static readonly TimeSpan[] WaitsForFile = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>The file, or null when it can't be had.</summary>
    /// <param name="account">The account that received the message.</param>
    /// <param name="messageSid">The message that the file must belong to; null when that was checked before.</param>
    /// <param name="media">Where the webhook says that it is.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    public async Task<MediaFile?> FetchAsync(
        Account account, string? messageSid, InboundMedia media, CancellationToken cancellationToken)
    {
        if (account.Twilio is not { } credentials || !IsOurs(credentials, messageSid, media.Url)) return null;

        using var limit = new CancellationTokenSource(FetchedFile.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var (status, file) = await FetchOnceAsync(credentials, media, either.Token);
                if (file is not null || status != HttpStatusCode.NotFound || attempt == WaitsForFile.Length) return file;
                await Task.Delay(WaitsForFile[attempt], time, either.Token);
            }
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<(HttpStatusCode Status, MediaFile? File)> FetchOnceAsync(
        TwilioCredentials credentials, InboundMedia media, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, media.Url);
        request.Headers.Authorization = TwilioTransport.Basic(credentials);
        using var first = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (first.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect or HttpStatusCode.MovedPermanently))
        {
            return (first.StatusCode, await FetchedFile.ReadAsync(first, media, cancellationToken));
        }

        if (first.Headers.Location is not { IsAbsoluteUri: true } target || !IsAllowed(target)) return (first.StatusCode, null);
        using var second = await http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return (second.StatusCode, await FetchedFile.ReadAsync(second, media, cancellationToken));
    }

    private bool IsOurs(TwilioCredentials credentials, string? messageSid, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.Scheme == options.Value.BaseAddress.Scheme
        && address.Authority == options.Value.BaseAddress.Authority
        && address.UserInfo.Length == 0 && address.Query.Length == 0
        && MediaPath().Match(address.AbsolutePath) is { Success: true } path
        && path.Groups["account"].Value == credentials.AccountSid
        && (messageSid is null || path.Groups["message"].Value == messageSid);

    private bool IsAllowed(Uri target) =>
        target.Scheme == options.Value.BaseAddress.Scheme && options.Value.MediaHosts.Contains(target.Host);

    [GeneratedRegex("^/2010-04-01/Accounts/(?<account>AC[0-9a-fA-F]{32})/Messages/(?<message>(SM|MM)[0-9a-fA-F]{32})/Media/ME[0-9a-fA-F]{32}$")]
    private static partial Regex MediaPath();
}
