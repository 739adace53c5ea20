using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>GoHighLevel's calls that give tokens (apps/oauth.json). It stores nothing.</summary>
public sealed class GoHighLevelOAuth(
    IHttpClientFactory clients, IOptions<GoHighLevelOptions> options, IOptions<PublicAddressOptions> host, TimeProvider time)
{
    /// <summary>
    /// After this long a call is given up. Longer than for other calls: a refresh whose answer is not waited for may cost
    /// the access.
    /// </summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    /// <summary>The code of a call that can't be made because the app's client id and secret are no settings.</summary>
    public const string NotConfigured = "NOT_CONFIGURED";

    /// <summary>The codes of OAuth 2.0 for an app that GoHighLevel does not know by these settings; another setting mends it.</summary>
    private static readonly string[] WrongSettings = [NotConfigured, "invalid_client", "unauthorized_client"];

    private const string TokenPath = "/oauth/token";

    /// <summary>True when the call failed for our settings, and not for what was asked.</summary>
    public static bool IsSettingWrong(GoHighLevelException failed) => WrongSettings.Contains(failed.Code);

    /// <summary>The tokens for a code that an install brought (<c>POST /oauth/token</c>, <c>authorization_code</c>).</summary>
    public Task<GrantedTokens> ExchangeCodeAsync(string code, CancellationToken cancellationToken) => AskAsync(
        "authorization_code", new() { ["code"] = code, ["redirect_uri"] = host.Value.Absolute(Routes.InstallCallback) }, cancellationToken);

    /// <summary>A new pair for a refresh token, which is dead from then on (<c>POST /oauth/token</c>, <c>refresh_token</c>).</summary>
    public Task<GrantedTokens> RefreshAsync(Grant grant, CancellationToken cancellationToken) => AskAsync(
        "refresh_token",
        new()
        {
            ["refresh_token"] = grant.RefreshToken!.Reveal(),
            ["user_type"] = grant.Key.Holder == GrantHolder.Company ? "Company" : "Location",
            ["redirect_uri"] = host.Value.Absolute(Routes.InstallCallback),
        },
        cancellationToken);

    /// <summary>A location's token for the token of its company (<c>POST /oauth/locationToken</c>; form, version 2021-07-28).</summary>
    /// <exception cref="GoHighLevelException">A refusal, also when the answer is for another location.</exception>
    public async Task<GrantedTokens> ExchangeForLocationAsync(
        Secret companyToken, string companyId, string locationId, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string> { ["companyId"] = companyId, ["locationId"] = locationId };
        using var request = Request("/oauth/locationToken", form);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", companyToken.Reveal());
        request.Headers.Add("Version", GoHighLevelTransport.ContactsVersion);
        var tokens = await SendAsync(request, cancellationToken);
        if (tokens.LocationId is { } other && other != locationId)
        {
            throw new GoHighLevelException(CallOutcome.Refused, "POST /oauth/locationToken", null, "OTHER_LOCATION");
        }

        // A refresh token of such a pair is not documented for this version: the company's grant renews it.
        return tokens with { Holder = GrantHolder.Location, LocationId = locationId, CompanyId = companyId, RefreshToken = null };
    }

    private async Task<GrantedTokens> AskAsync(
        string grantType, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (options.Value is not { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret })
        {
            throw new GoHighLevelException(CallOutcome.Refused, $"POST {TokenPath}", null, NotConfigured);
        }

        form["client_id"] = id;
        form["client_secret"] = secret;
        form["grant_type"] = grantType;

        // No Version header: with one, names change to another spelling.
        using var request = Request(TokenPath, form);
        return await SendAsync(request, cancellationToken);
    }

    private HttpRequestMessage Request(string path, Dictionary<string, string> form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.BaseAddress, path))
        {
            Content = new FormUrlEncodedContent(form),
        };
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private async Task<GrantedTokens> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = $"POST {request.RequestUri!.AbsolutePath}";
        var asked = time.GetUtcNow();
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var http = clients.CreateClient(nameof(GoHighLevelOAuth));
            using var response = await http.SendAsync(request, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (response.IsSuccessStatusCode)
            {
                return TokenAnswer.Read(bytes, asked)
                    ?? throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, call, null, "EMPTY_ANSWER");
            }

            var error = GoHighLevelErrors.Read(bytes, WireJson.Default.OAuthErrorAnswer);
            throw new GoHighLevelException(
                GoHighLevelErrors.OutcomeOf(response.StatusCode), call, response.StatusCode, error?.Code,
                error?.ErrorDescription ?? GoHighLevelErrors.Words(error?.Message));
        }
        catch (OperationCanceledException gone) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new GoHighLevelException(CallOutcome.MayStillRun, call, null, inner: gone);
        }
        catch (HttpRequestException broken)
        {
            throw new GoHighLevelException(GoHighLevelErrors.OutcomeOf(broken), call, null, inner: broken);
        }
    }
}

/// <summary>Reads the answer of a token call; its names come in two spellings, which differ by version.</summary>
internal static class TokenAnswer
{
    public static GrantedTokens? Read(byte[] bytes, DateTimeOffset askedAt)
    {
        JsonElement answer;
        try
        {
            answer = JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }

        if (answer.ValueKind != JsonValueKind.Object || Text(answer, "access_token", "accessToken") is not { } access) return null;
        var location = GoHighLevelId.OrNull(Text(answer, "locationId"));
        return new GrantedTokens(
            new Secret(access), Text(answer, "refresh_token", "refreshToken") is { } refresh ? new Secret(refresh) : null,
            askedAt, Lifetime(answer))
        {
            Holder = Text(answer, "userType") == "Company" ? GrantHolder.Company : GrantHolder.Location,
            LocationId = location,
            CompanyId = GoHighLevelId.OrNull(Text(answer, "companyId")),
            Scope = Text(answer, "scope"),
        };
    }

    private static TimeSpan? Lifetime(JsonElement answer) =>
        (answer.TryGetProperty("expires_in", out var seconds) || answer.TryGetProperty("expiresIn", out seconds))
        && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetDouble(out var number) && number is > 0 and < 1e9
            ? TimeSpan.FromSeconds(number)
            : null;

    private static string? Text(JsonElement answer, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.TextOrNull() is { Length: > 0 } text) return text;
        }

        return null;
    }
}
