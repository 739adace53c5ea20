using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// The calls to the WhatsApp gateway, in the words of WAHA's API (2026.7.1, <c>contracts/waha</c>):
/// sessions with the operator's key, what belongs to one session with that session's key.
/// </summary>
public sealed class WahaClient(HttpClient http, IOptions<WhatsAppOptions> options)
{
    /// <summary>False where no gateway is set.</summary>
    public bool IsSet => options.Value.GatewayUrl is not null;

    /// <summary><c>GET /api/sessions/{session}</c>; null when the gateway does not know it.</summary>
    public async Task<WahaSession?> FindSessionAsync(string session, CancellationToken cancellationToken)
    {
        try
        {
            var found = await ReadSessionAsync($"/api/sessions/{session}", cancellationToken);
            return WahaSession.Of(await AskOwnerAsync(found, session, cancellationToken) ?? found);
        }
        catch (WahaException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary><c>POST /api/sessions</c>: makes a session that does not connect yet and tells its status to an address of ours.</summary>
    public Task CreateSessionAsync(string session, SessionSetup setup, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, "a new session", "/api/sessions", Operator,
        Json(new WireNewSession(session, false, ConfigOf(setup)), WahaJson.Default.WireNewSession), WahaJson.Default.JsonElement, cancellationToken);

    /// <summary><c>PUT /api/sessions/{session}</c>: where it tells its status, for a session that is there already.</summary>
    public Task ConfigureSessionAsync(string session, SessionSetup setup, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put, "a session", $"/api/sessions/{session}", Operator,
        Json(new WireChangedSession(ConfigOf(setup)), WahaJson.Default.WireChangedSession), WahaJson.Default.JsonElement, cancellationToken);

    /// <summary><c>POST /api/keys</c>: a key for this session alone; the former one ends.</summary>
    public async Task<Secret> NewKeyAsync(string session, CancellationToken cancellationToken) => Needed(
        "POST a key",
        (await SendAsync(
            HttpMethod.Post, "a key", "/api/keys", Operator,
            Json(new WireNewKey(session, false, true), WahaJson.Default.WireNewKey), WahaJson.Default.WireText, cancellationToken)).Key);

    /// <summary><c>POST /api/sessions/{session}/start</c>: connects; a failed session begins anew.</summary>
    public Task StartSessionAsync(string session, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, "a start", $"/api/sessions/{session}/start", Operator, null, WahaJson.Default.JsonElement, cancellationToken);

    /// <summary><c>POST /api/sessions/{session}/restart</c>: the connection is made anew; the link to the phone stays.</summary>
    public Task RestartSessionAsync(string session, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, "a restart", $"/api/sessions/{session}/restart", Operator, null, WahaJson.Default.JsonElement, cancellationToken);

    /// <summary><c>DELETE /api/sessions/{session}</c>: unlinks the phone and leaves nothing; one that is gone already is no failure.</summary>
    public async Task DeleteSessionAsync(string session, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync<JsonElement>(HttpMethod.Delete, "a session", $"/api/sessions/{session}", Operator, null, null, cancellationToken);
        }
        catch (WahaException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            // Deleted before; the answer may have been lost.
        }
    }

    /// <summary><c>GET /api/{session}/auth/qr?format=raw</c>: the text of the code that is valid now; null when there is none.</summary>
    public Task<Secret?> ReadQrAsync(WhatsAppLink link, CancellationToken cancellationToken) => OrNullAsync(async () => new Secret(
        (await SendAsync(
            HttpMethod.Get, "a QR code", $"/api/{link.Session}/auth/qr?format=raw", KeyOf(link), null, WahaJson.Default.WireText, cancellationToken)).Value ?? ""));

    /// <summary><c>POST /api/{session}/auth/request-code</c>: a code to type on the phone; null when there can be none now.</summary>
    public Task<Secret?> RequestCodeAsync(WhatsAppLink link, PhoneNumber number, CancellationToken cancellationToken) => OrNullAsync(async () => Needed(
        "POST a code",
        (await SendAsync(
            HttpMethod.Post, "a code", $"/api/{link.Session}/auth/request-code", KeyOf(link),
            Json(new WirePhone(number.ToString()[1..]), WahaJson.Default.WirePhone), WahaJson.Default.WireText, cancellationToken)).Code));

    /// <summary><c>GET /api/{session}/lids/{lid}</c>: the number of a LID; null where WhatsApp has not told it.</summary>
    public async Task<PhoneNumber?> FindNumberAsync(WhatsAppLink link, string lid, CancellationToken cancellationToken) => WahaSession.NumberOf(
        (await SendAsync(
            HttpMethod.Get, "a number", $"/api/{link.Session}/lids/{lid}", KeyOf(link), null, WahaJson.Default.WireLid, cancellationToken)).Pn);

    /// <summary><c>GET /api/{session}/auth/passkey/challenge</c>: WebAuthn's request options; null when none are asked for.</summary>
    public async Task<JsonElement?> ReadChallengeAsync(WhatsAppLink link, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(
                HttpMethod.Get, "a challenge", $"/api/{link.Session}/auth/passkey/challenge", KeyOf(link), null, WahaJson.Default.JsonElement, cancellationToken);
        }
        catch (WahaException none) when (none.IsNotNow)
        {
            return null;
        }
    }

    /// <summary><c>POST /api/{session}/auth/passkey</c>: the browser's assertion.</summary>
    public Task AnswerChallengeAsync(WhatsAppLink link, JsonElement assertion, CancellationToken cancellationToken) => SendAsync<JsonElement>(
        HttpMethod.Post, "an assertion", $"/api/{link.Session}/auth/passkey", KeyOf(link), Json(assertion, WahaJson.Default.JsonElement), null, cancellationToken);

    /// <summary><c>GET /api/{session}/auth/passkey/confirmation</c>: the code to compare; null when there is none.</summary>
    public Task<Secret?> ReadConfirmationAsync(WhatsAppLink link, CancellationToken cancellationToken) => OrNullAsync(async () => Needed(
        "GET a confirmation",
        (await SendAsync(
            HttpMethod.Get, "a confirmation", $"/api/{link.Session}/auth/passkey/confirmation", KeyOf(link), null, WahaJson.Default.WireText, cancellationToken)).Code));

    /// <summary><c>POST /api/{session}/auth/passkey/confirm</c>: the codes were compared.</summary>
    public Task ConfirmAsync(WhatsAppLink link, CancellationToken cancellationToken) => SendAsync<JsonElement>(
        HttpMethod.Post, "a confirmation", $"/api/{link.Session}/auth/passkey/confirm", KeyOf(link), null, null, cancellationToken);

    private string Operator => options.Value.OperatorKey ?? "";

    internal static string KeyOf(WhatsAppLink link) => link.SessionKey?.Reveal() ?? "";

    /// <summary>No more than what is kept: nobody must confirm what nobody keeps.</summary>
    private WireConfig ConfigOf(SessionSetup setup) => new(
        [new WireWebhook(setup.HookUrl, WahaEvent.Subscribed, new WireHmac(options.Value.WebhookKey ?? ""), new WireRetries("exponential", 1, 15))])
    {
        Ignore = new WireIgnore(Status: true, Groups: !setup.TakesGroups, Channels: true, Broadcast: true),
        Metadata = setup.MessagesSince is { } since
            ? new WireMetadata(since.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture))
            : null,
    };

    /// <summary>An answer without a status says nothing of the session: least of all that its phone unlinked it.</summary>
    private async Task<WireSession> ReadSessionAsync(string address, CancellationToken cancellationToken)
    {
        var found = await SendAsync(HttpMethod.Get, "a session", address, Operator, null, WahaJson.Default.WireSession, cancellationToken);
        return found.Status is { Length: > 0 } ? found : throw new WahaException("GET a session", HttpStatusCode.OK);
    }

    /// <summary>Only the gateway that runs a session knows whether all was told; null where it can't be asked.</summary>
    private async Task<WireSession?> AskOwnerAsync(WireSession found, string session, CancellationToken cancellationToken)
    {
        if (found is not { Status: WahaStatus.Working, CaughtUp: null }) return null;
        if (FollowOwner.Trusted(found.WorkerUrl, options.Value.GatewayUrl!) is not { } owner) return null;
        try
        {
            return await ReadSessionAsync(new Uri(owner, $"/api/sessions/{session}").ToString(), cancellationToken);
        }
        catch (WahaException)
        {
            return null;
        }
    }

    internal static byte[] Json<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);

    private static Secret Needed(string call, string? text) =>
        text is { Length: > 0 } ? new Secret(text) : throw new WahaException(call, HttpStatusCode.OK);

    private static async Task<Secret?> OrNullAsync(Func<Task<Secret>> ask)
    {
        try
        {
            return await ask() is { } text && text.Reveal().Length > 0 ? text : null;
        }
        catch (WahaException none) when (none.IsNotNow)
        {
            return null;
        }
    }

    /// <param name="method">HTTP's method.</param>
    /// <param name="what">What a failure calls it.</param>
    /// <param name="path">Path and query at the gateway.</param>
    /// <param name="key">The key that is shown.</param>
    /// <param name="body">JSON, or nothing.</param>
    /// <param name="type">The answer's wire form; null where the answer is not read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal async Task<T> SendAsync<T>(
        HttpMethod method, string what, string path, string key, byte[]? body, JsonTypeInfo<T>? type, CancellationToken cancellationToken)
    {
        var name = $"{method} {what}";
        if (options.Value.GatewayUrl is not { } gateway) throw new WahaException(name, HttpStatusCode.NotFound, "no_gateway");
        try
        {
            var (status, bytes) = await SendAsync(method, new Uri(gateway, path), key, body, cancellationToken);
            if ((int)status is < 200 or > 299) throw Refused(name, status, Read(bytes, WahaJson.Default.WireRefusal));
            return type is null ? default! : Read(bytes, type) ?? throw new WahaException(name, status);
        }
        catch (HttpRequestException broken)
        {
            throw new WahaException(name, null, null, broken);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WahaException(name, null, null, late);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(
        HttpMethod method, Uri address, string key, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private static WahaException Refused(string name, HttpStatusCode status, WireRefusal? refusal) => new(name, status, refusal?.Code)
    {
        IsNotWorking = refusal?.Status is not null || refusal?.WorkerUrl is not null,
    };

    /// <summary>JSON in a wire form; null where it is none.</summary>
    internal static T? Read<T>(byte[] bytes, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
