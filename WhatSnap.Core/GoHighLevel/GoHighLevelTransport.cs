using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Sends one call with the location's token, learns the rate headers, and turns any failure into one exception.</summary>
public sealed class GoHighLevelTransport(
    HttpClient http, IOptions<GoHighLevelOptions> options, TokenStore tokens, RateBudgets budgets, TimeProvider time)
{
    /// <summary>After this long a call is given up; lanes are timed against it.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    internal const string ContactsVersion = "2021-07-28";
    internal const string ConversationsVersion = "2021-04-15";

    /// <summary>Sends and reads the answer; null when a success had no body or no JSON.</summary>
    /// <exception cref="GoHighLevelException">Any other end.</exception>
    internal async Task<T?> SendAsync<T>(
        string locationId, string version, HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var call = $"{method} {path.Split('?')[0]}";
        var wait = budgets.WaitFor(locationId);
        if (wait > TimeSpan.Zero)
        {
            throw new GoHighLevelException(CallOutcome.NotDone, call, HttpStatusCode.TooManyRequests) { RetryAfter = wait };
        }

        using var request = new HttpRequestMessage(method, new Uri(options.Value.BaseAddress, path)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await tokens.ReadAsync(locationId, cancellationToken)).Reveal());
        request.Headers.Add("Version", version);
        request.Headers.Accept.ParseAdd("application/json");

        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var throttled = budgets.Learn(locationId, response.StatusCode, response.Headers);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (response.IsSuccessStatusCode) return Read(bytes, type);
            throw Failed(call, response.StatusCode, bytes, throttled);
        }
        catch (OperationCanceledException gone) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new GoHighLevelException(CallOutcome.MayStillRun, call, null, inner: gone)
            {
                Took = time.GetElapsedTime(started),
            };
        }
        catch (HttpRequestException broken)
        {
            var outcome = broken.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError ? CallOutcome.NotDone : CallOutcome.MayStillRun;
            throw new GoHighLevelException(outcome, call, null, inner: broken) { Took = time.GetElapsedTime(started) };
        }
    }

    private static T? Read<T>(byte[] bytes, JsonTypeInfo<T> type)
        where T : class
    {
        if (bytes.Length == 0) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GoHighLevelException Failed(string call, HttpStatusCode status, byte[] bytes, TimeSpan throttled)
    {
        var error = Read(bytes, WireJson.Default.ErrorAnswer);
        var outcome = (int)status switch
        {
            429 => CallOutcome.NotDone,
            408 or 502 or 503 or 504 => CallOutcome.MayStillRun,
            >= 500 => CallOutcome.MayHaveBeenDone,
            _ => CallOutcome.Refused,
        };
        return new GoHighLevelException(outcome, call, status, error?.CanonicalCode, Words(error?.Message))
        {
            ExistingContactId = error?.Meta?.ContactId,
            RetryAfter = status == HttpStatusCode.TooManyRequests ? throttled : null,
        };
    }

    /// <summary>Reads the polymorphic <c>message</c>: a string, or an array of strings.</summary>
    private static string? Words(JsonElement? message) => message switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } list => string.Join(
            "; ", list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString())),
        _ => null,
    };
}
