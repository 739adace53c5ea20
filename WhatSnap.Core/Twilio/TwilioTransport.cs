using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Twilio;

/// <summary>Sends one call with the account's own token, follows pages, and turns any failure into one exception.</summary>
public sealed class TwilioTransport(HttpClient http, IOptions<TwilioOptions> options, TimeProvider time)
{
    /// <summary>HTTP Basic with the account's newest token.</summary>
    internal static AuthenticationHeaderValue Basic(TwilioCredentials credentials) => new(
        "Basic",
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.AccountSid}:{credentials.AuthTokens[0].Reveal()}")));

    /// <summary>An address below the account on Twilio's 2010 API (twilio_api_v2010).</summary>
    internal Uri OfAccount(TwilioCredentials credentials, string path) =>
        new(options.Value.BaseAddress, $"/2010-04-01/Accounts/{Uri.EscapeDataString(credentials.AccountSid)}{path}");

    /// <summary>
    /// An address of the messaging API (twilio_messaging_v1). It answers for the account whose credentials are shown.
    /// </summary>
    internal Uri OfMessaging(string path) => new(options.Value.MessagingBaseAddress, "/v1" + path);

    /// <summary>An address of the pricing API (twilio_pricing_v1), which goes by the credentials likewise.</summary>
    internal Uri OfPricing(string path) => new(options.Value.PricingBaseAddress, "/v1" + path);

    /// <summary>Gets an answer; null when a success had no JSON of this kind.</summary>
    internal Task<T?> GetAsync<T>(
        TwilioCredentials credentials, string call, Uri address, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(credentials, call, HttpMethod.Get, address, null, type, cancellationToken);

    /// <summary>Gets an answer that is of use only within <paramref name="limit"/>.</summary>
    internal Task<T?> GetWithinAsync<T>(
        TwilioCredentials credentials, string call, Uri address, JsonTypeInfo<T> type, TimeSpan limit,
        CancellationToken cancellationToken)
        where T : class =>
        WithinAsync(
            limit, $"GET {call}", token => GetAsync(credentials, call, address, type, token), cancellationToken);

    /// <summary>Posts a form; an empty value empties the field.</summary>
    internal Task<T?> PostAsync<T>(
        TwilioCredentials credentials, string call, Uri address, IEnumerable<KeyValuePair<string, string>> form,
        JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(credentials, call, HttpMethod.Post, address, new FormUrlEncodedContent(form), type, cancellationToken);

    /// <summary>Posts a form that may be done only once: it leaves within its window, and is given up after <paramref name="limit"/>.</summary>
    internal async Task<T?> PostOnceAsync<T>(
        TwilioCredentials credentials, string call, Uri address, IEnumerable<KeyValuePair<string, string>> form,
        JsonTypeInfo<T> type, CallWindow window, TimeSpan limit, CancellationToken cancellationToken)
        where T : class
    {
        using var encoded = new FormUrlEncodedContent(form);
        var body = new WindowedContent(
            await encoded.ReadAsByteArrayAsync(cancellationToken), encoded.Headers.ContentType!.MediaType!, window);
        return await WithinAsync(
            limit, $"POST {call}", token => SendAsync(credentials, call, HttpMethod.Post, address, body, type, token),
            cancellationToken);
    }

    /// <summary>Gets a list page by page, each from where the page before says; never from another host.</summary>
    /// <param name="credentials">The account's own.</param>
    /// <param name="call">What a failure calls it.</param>
    /// <param name="first">Address of the first page.</param>
    /// <param name="type">The wire form of a page.</param>
    /// <param name="mostPages">Pages at most; what is beyond them is not read.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    internal async IAsyncEnumerable<T> PagesAsync<T>(
        TwilioCredentials credentials, string call, Uri first, JsonTypeInfo<T> type, int mostPages,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : WirePage
    {
        var address = first;
        for (var pages = 0; pages < mostPages; pages++)
        {
            var page = await GetAsync(credentials, call, address, type, cancellationToken)
                ?? throw new TwilioException($"GET {call}", HttpStatusCode.OK, null);
            yield return page;
            if (page.Next is not { Length: > 0 } next) yield break;

            // The credentials go along: a page is only ever asked of the host that the list came from.
            if (!Uri.TryCreate(address, next, out var following) || !IsSameHost(first, following))
            {
                throw new TwilioException($"GET {call}", HttpStatusCode.OK, null);
            }

            address = following;
        }
    }

    /// <summary>Scheme, credentials, host and port are compared.</summary>
    private static bool IsSameHost(Uri first, Uri next) =>
        next.GetLeftPart(UriPartial.Authority) == first.GetLeftPart(UriPartial.Authority);

    private async Task<T> WithinAsync<T>(
        TimeSpan limit, string name, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await send(either.Token);
        }
        catch (OperationCanceledException gone) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TwilioException(name, null, null, gone);
        }
    }

    private async Task<T?> SendAsync<T>(
        TwilioCredentials credentials, string call, HttpMethod method, Uri address, HttpContent? body,
        JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var name = $"{method} {call}";
        using var request = new HttpRequestMessage(method, address) { Content = body };
        request.Headers.Authorization = Basic(credentials);
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? Read(bytes, type)
                : throw new TwilioException(name, response.StatusCode, Read(bytes, TwilioWireJson.Default.WireError)?.AnyCode);
        }
        catch (HttpRequestException broken)
        {
            throw new TwilioException(name, null, null, broken);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TwilioException(name, null, null, late);
        }
    }

    private static T? Read<T>(byte[] bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
