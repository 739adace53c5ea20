using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>Any answer of Twilio that is not a success. Its message holds neither body nor number.</summary>
public sealed class TwilioException(string call, HttpStatusCode? statusCode, int? code, Exception? inner = null)
    : Exception($"Twilio: {call} failed ({(int?)statusCode}, code {code}).", inner)
{
    public HttpStatusCode? StatusCode => statusCode;

    /// <summary>Twilio's error code, see twilio.com/docs/api/errors.</summary>
    public int? Code => code;

    /// <summary>True when the same call may pass later.</summary>
    public bool IsTransient => statusCode is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}

/// <summary>Twilio's REST calls that the product uses (twilio_api_v2010).</summary>
public sealed class TwilioClient(HttpClient http, IOptions<TwilioOptions> options)
{
    private const string Prefix = "/2010-04-01/Accounts/";

    /// <summary>
    /// What Twilio does when our host does not answer: three retries on connection failures, time-outs and 5xx
    /// (twilio.com/docs/usage/webhooks/webhooks-connection-overrides). The fragment is not signed.
    /// </summary>
    public const string RetryFragment = "#rc=3&rp=ct,rt,5xx";

    /// <summary>The account's primary Auth Token (<c>GET /Accounts/{Sid}.json</c>); the body is never logged.</summary>
    public async Task<Secret> ReadAuthTokenAsync(TwilioCredentials credentials, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            credentials, HttpMethod.Get, $"{Prefix}{credentials.AccountSid}.json", null, cancellationToken);
        return answer.AuthToken is { Length: > 0 } token
            ? new Secret(token)
            : throw new TwilioException("GET account", HttpStatusCode.OK, null);
    }

    /// <summary>Points a number's texts at us, with retries and a fallback, and reads the change back.</summary>
    /// <exception cref="TwilioException">The number is not on the account, or the change did not take.</exception>
    public async Task PointNumberAsync(
        TwilioCredentials credentials, PhoneNumber number, CancellationToken cancellationToken)
    {
        var numbers = $"{Prefix}{credentials.AccountSid}/IncomingPhoneNumbers";
        var found = await SendAsync(
            credentials, HttpMethod.Get, $"{numbers}.json?PhoneNumber={Uri.EscapeDataString(number.ToString())}&PageSize=50",
            null, cancellationToken);

        // The filter matches parts of numbers too.
        var sid = found.IncomingPhoneNumbers?.FirstOrDefault(item => item.PhoneNumber == number.ToString())?.Sid
            ?? throw new TwilioException("GET IncomingPhoneNumbers", HttpStatusCode.NotFound, 20404);
        var address = credentials.HookUrl + RetryFragment;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["SmsUrl"] = address,
            ["SmsMethod"] = "POST",
            ["SmsFallbackUrl"] = address,
            ["SmsFallbackMethod"] = "POST",
            ["SmsApplicationSid"] = "",
        });
        var changed = await SendAsync(credentials, HttpMethod.Post, $"{numbers}/{sid}.json", form, cancellationToken);
        if (changed.SmsUrl != address || !string.IsNullOrEmpty(changed.SmsApplicationSid))
        {
            throw new TwilioException("POST IncomingPhoneNumbers", HttpStatusCode.OK, null);
        }
    }

    /// <summary>HTTP Basic with the account's newest token.</summary>
    internal static AuthenticationHeaderValue Basic(TwilioCredentials credentials) => new(
        "Basic",
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.AccountSid}:{credentials.AuthTokens[0].Reveal()}")));

    private async Task<TwilioAnswer> SendAsync(
        TwilioCredentials credentials, HttpMethod method, string path, HttpContent? body,
        CancellationToken cancellationToken)
    {
        var call = $"{method} {path.Split('?')[0].Replace(credentials.AccountSid, "{AccountSid}", StringComparison.Ordinal)}";
        using var request = new HttpRequestMessage(method, new Uri(options.Value.BaseAddress, path)) { Content = body };
        request.Headers.Authorization = Basic(credentials);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var answer = Read(bytes);
            return response.IsSuccessStatusCode
                ? answer
                : throw new TwilioException(call, response.StatusCode, answer.Code);
        }
        catch (HttpRequestException broken)
        {
            throw new TwilioException(call, null, null, broken);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TwilioException(call, null, null, late);
        }
    }

    private static TwilioAnswer Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, TwilioJson.Default.TwilioAnswer) ?? new TwilioAnswer();
        }
        catch (JsonException)
        {
            return new TwilioAnswer();
        }
    }
}

/// <summary>The fields that we read of Twilio's answers, of whatever kind.</summary>
internal sealed record TwilioAnswer
{
    public int? Code { get; init; }

    public string? AuthToken { get; init; }

    public string? SmsUrl { get; init; }

    public string? SmsApplicationSid { get; init; }

    public IReadOnlyList<TwilioNumber>? IncomingPhoneNumbers { get; init; }
}

internal sealed record TwilioNumber(string? Sid, string? PhoneNumber);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TwilioAnswer))]
internal sealed partial class TwilioJson : JsonSerializerContext;
