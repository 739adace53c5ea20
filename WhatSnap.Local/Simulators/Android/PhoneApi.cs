using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>The server refused the app.</summary>
public sealed class PhoneRefusedException(HttpStatusCode status) : HttpRequestException($"The server answered {(int)status}.", null, status);

/// <summary>The calls that the app makes, with the headers and the patience of the app.</summary>
internal sealed class PhoneApi(HttpClient http, PhoneStore store, TimeProvider time)
{
    public const string Version = "1.68.0";
    public const string SignatureHeader = "X-Signature";
    public const string TimeHeader = "X-Timestamp";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WebhookSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WebhookPatience = TimeSpan.FromSeconds(30);

    /// <summary>An address that Android lets the app call.</summary>
    public static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <param name="method">The method.</param>
    /// <param name="path">What is put behind the address as it was typed.</param>
    /// <param name="authorization">The whole header; null for none.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The JSON of the answer; null when there is none.</returns>
    /// <exception cref="PhoneRefusedException">The answer is no 2xx.</exception>
    /// <exception cref="JsonException">The answer is no JSON.</exception>
    public async Task<JsonNode?> CallAsync(HttpMethod method, string path, string? authorization, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, authorization);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var answer = await SendAsync(request, limit.Token);
        if (!answer.IsSuccessStatusCode) throw new PhoneRefusedException(answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(limit.Token);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Posts a webhook, signed now: each try has a signature of its own.</summary>
    public async Task PostAsync(Uri url, byte[] body, CancellationToken cancellationToken)
    {
        if (!IsAllowed(url)) throw new HttpRequestException("Clear text is not permitted.");
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Add(SignatureHeader, Sign(store.Settings.SigningKey, body, timestamp));
        request.Headers.Add(TimeHeader, timestamp);
        Name(request);

        // The answer has to begin within five seconds, and all of it takes thirty at most.
        using var whole = new CancellationTokenSource(WebhookPatience, time);
        using var silence = new CancellationTokenSource(WebhookSilence, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, whole.Token, cancellationToken);
        using var answer = await SendAsync(request, limit.Token);
        if (!answer.IsSuccessStatusCode) throw new PhoneRefusedException(answer.StatusCode);
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        await answer.Content.CopyToAsync(Stream.Null, limit.Token);
    }

    /// <summary>Opens the stream of events.</summary>
    public async Task<HttpResponseMessage> OpenAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, "/events", Bearer);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Text.EventStream));
        var answer = await SendAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == MediaTypeNames.Text.EventStream) return answer;
        answer.Dispose();
        throw new PhoneRefusedException(answer.StatusCode);
    }

    /// <summary>The signature of a webhook: over its body and its time.</summary>
    public static string Sign(string key, byte[] body, string timestamp)
    {
        byte[] signed = [.. body, .. Encoding.UTF8.GetBytes(timestamp)];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed));
    }

    /// <summary>What the app proves itself by once it is registered.</summary>
    public string? Bearer => store.Registration is { } known ? $"Bearer {known.Token}" : null;

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!store.IsOnline) throw new HttpRequestException("The phone has no network.");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? authorization)
    {
        var request = new HttpRequestMessage(method, new Uri(store.ApiUrl + path));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        Name(request);
        return request;
    }

    private static void Name(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation("User-Agent", $"me.capcom.smsgateway/{Version}");
}
