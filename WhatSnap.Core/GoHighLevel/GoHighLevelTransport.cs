using System.Net;
using System.Net.Http.Headers;
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

    /// <summary>For calls that exist in no other version.</summary>
    internal const string NewestVersion = "v3";

    /// <summary>Sends with the location's token and reads the answer; null when a success had no body or no JSON.</summary>
    /// <exception cref="GoHighLevelException">Any other end.</exception>
    internal Task<T?> SendAsync<T>(
        string locationId, string version, HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class =>
        SendAsync(GrantKey.OfLocation(locationId), version, method, path, body, type, cancellationToken);

    /// <inheritdoc cref="SendAsync{T}(string, string, HttpMethod, string, HttpContent?, JsonTypeInfo{T}, CancellationToken)"/>
    /// <summary>The same with the token of a location or a company.</summary>
    internal async Task<T?> SendAsync<T>(
        GrantKey owner, string version, HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var call = $"{method} {path.Split('?')[0]}";
        var closed = budgets.ClosedFor(owner);
        if (closed > TimeSpan.Zero) throw Throttled(call, closed);

        var grant = await tokens.ReadAsync(owner, cancellationToken);
        try
        {
            return await SendOnceAsync(grant, version, method, path, body, type, cancellationToken);
        }
        catch (GoHighLevelException refused) when (refused.IsTokenOver)
        {
            // A clear no: nothing was done, so that the same call may go again, once.
            grant = await tokens.RenewAsync(grant, cancellationToken);
            return await SendOnceAsync(grant, version, method, path, body, type, cancellationToken);
        }
    }

    private async Task<T?> SendOnceAsync<T>(
        Grant grant, string version, HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var call = $"{method} {path.Split('?')[0]}";
        using var request = new HttpRequestMessage(method, new Uri(options.Value.BaseAddress, path)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", grant.AccessToken!.Reveal());
        request.Headers.Add("Version", version);
        request.Headers.Accept.ParseAdd("application/json");

        var wait = await budgets.TakeAsync(grant.Key, cancellationToken);
        if (wait > TimeSpan.Zero) throw Throttled(call, wait);

        using var limit = new CancellationTokenSource(CallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var hasLeft = true;
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var throttled = await budgets.LearnAsync(grant.Key, response.StatusCode, response.Headers, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (response.IsSuccessStatusCode) return GoHighLevelErrors.Read(bytes, type);
            throw Failed(call, response.StatusCode, bytes, throttled);
        }
        catch (OperationCanceledException gone) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new GoHighLevelException(CallOutcome.MayStillRun, call, null, inner: gone);
        }
        catch (HttpRequestException broken)
        {
            var outcome = GoHighLevelErrors.OutcomeOf(broken);
            hasLeft = outcome != CallOutcome.NotDone;
            throw new GoHighLevelException(outcome, call, null, inner: broken);
        }
        catch (CallWindowClosedException)
        {
            hasLeft = false;
            throw;
        }
        finally
        {
            budgets.End(grant.Key, hasLeft);

            // The body may go once more.
            request.Content = null;
        }
    }

    private static GoHighLevelException Throttled(string call, TimeSpan wait) =>
        new(CallOutcome.NotDone, call, HttpStatusCode.TooManyRequests) { RetryAfter = wait };

    private static GoHighLevelException Failed(string call, HttpStatusCode status, byte[] bytes, TimeSpan throttled)
    {
        var error = GoHighLevelErrors.Read(bytes, WireJson.Default.ErrorAnswer);
        return new GoHighLevelException(
            GoHighLevelErrors.OutcomeOf(status), call, status, error?.CanonicalCode, GoHighLevelErrors.Words(error?.Message))
        {
            ExistingContactId = error?.Meta?.ContactId,
            RetryAfter = status == HttpStatusCode.TooManyRequests ? throttled : null,
        };
    }
}
