using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>One call that the gateway got.</summary>
internal sealed record WahaCall(string Method, string Path, string Key, string Body);

/// <summary>A session as the gateway has it.</summary>
internal sealed class WahaSessionState
{
    public string Status { get; set; } = "STOPPED";

    public string Reason { get; set; } = "";

    public JsonNode Config { get; set; } = new JsonObject();

    public string? Key { get; set; }

    public string? Me { get; set; }

    public string? Qr { get; set; }

    public JsonNode? Challenge { get; set; }

    /// <summary>Whether all that WhatsApp had was told; null where the gateway does not say it, as a WAHA.</summary>
    public bool? CaughtUp { get; set; } = true;

    /// <summary>When the phone gave a sign of life.</summary>
    public DateTimeOffset? PhoneSeenAt { get; set; }

    /// <summary>WhatsApp lets it write to nobody first.</summary>
    public bool IsRestricted { get; set; }

    /// <summary>WhatsApp lets it begin no more chats with strangers.</summary>
    public bool IsCapped { get; set; }

    /// <summary>When that ends, as far as WhatsApp says.</summary>
    public DateTimeOffset? RestrictedUntil { get; set; }

    public string? Code { get; set; }
}

/// <summary>The gateway's side of linking over real HTTP: sessions with their keys, codes, passkeys, and signed events.</summary>
internal sealed class FakeWaha(TimeProvider time) : IAsyncDisposable
{
    public const string OperatorKey = "operator-key-for-tests";
    public const string WebhookKey = "webhook-key-for-tests";
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private LoopbackServer? _server;
    private int _events;

    public Uri Address => _server!.Address;

    public ConcurrentDictionary<string, WahaSessionState> Sessions { get; private init; } = [];

    /// <summary>The numbers that WhatsApp has told, by LID.</summary>
    public ConcurrentDictionary<string, string> Numbers { get; } = [];

    /// <summary>The files of messages, by the last part of their addresses.</summary>
    public ConcurrentDictionary<string, (byte[] Bytes, string Type)> Files { get; } = [];

    /// <summary>The gateway that runs the sessions in the place of this one; null where it runs them itself.</summary>
    public Uri? Owner { get; set; }

    /// <summary>It does not show the keys that webhooks are signed with.</summary>
    public bool HidesKeys { get; set; }

    public ConcurrentQueue<WahaCall> Calls { get; } = [];

    /// <summary>What was sent through it.</summary>
    public FakeWahaChats Chats { get; } = new();

    /// <summary>Its own list of what was received.</summary>
    public FakeWahaList List { get; } = new();

    /// <summary>Happens when a call was done and is not answered yet, by its path.</summary>
    public Func<string, Task>? BeforeAnswer { get; set; }

    /// <summary>Every answer that held something, by the call of the contract.</summary>
    public ConcurrentQueue<(string Call, JsonElement Body)> Answers { get; } = [];

    /// <param name="time">The clock of its events.</param>
    /// <param name="sessions">The sessions of a gateway beside this one, in the same storage.</param>
    public static async Task<FakeWaha> StartAsync(TimeProvider time, ConcurrentDictionary<string, WahaSessionState>? sessions = null)
    {
        var fake = new FakeWaha(time) { Sessions = sessions ?? [] };
        fake._server = await LoopbackServer.StartAsync(0, fake.Map, CancellationToken.None);
        return fake;
    }

    /// <summary>The only session there is.</summary>
    public WahaSessionState Only => Assert.Single(Sessions).Value;

    public Task<HttpResponseMessage> AnnounceQrAsync(string text) => AnnounceAsync("SCAN_QR_CODE", change: state => state.Qr = text);

    public Task<HttpResponseMessage> LinkAsync(string number) =>
        AnnounceAsync("WORKING", change: state => state.Me = $"{number.TrimStart('+')}@c.us");

    public Task<HttpResponseMessage> AnnounceAsync(string status, string reason = "", Action<WahaSessionState>? change = null)
    {
        var state = Only;
        (state.Status, state.Reason) = (status, reason);
        if (status != "SCAN_QR_CODE") state.Qr = null;
        change?.Invoke(state);
        return PostAsync(EventOf(status, reason));
    }

    /// <summary>An event of the only session, as the gateway words it.</summary>
    public JsonObject EventOf(string status, string reason = "", string? id = null, string kind = "session.status") => new()
    {
        ["id"] = id ?? $"evt_{Interlocked.Increment(ref _events):D26}",
        ["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
        ["event"] = kind,
        ["session"] = Assert.Single(Sessions).Key,
        ["me"] = MeOf(Only),
        ["payload"] = new JsonObject { ["name"] = Assert.Single(Sessions).Key, ["status"] = status, ["reason"] = reason, ["statuses"] = new JsonArray() },
        ["engine"] = "NOWEB",
    };

    /// <summary>Tells of a message; the answer is the backend's.</summary>
    public Task<HttpResponseMessage> TellAsync(WahaText text)
    {
        var told = EventOf("", kind: text.Kind);
        told["payload"] = text.ToPayload(time.GetUtcNow(), $"{Address}api/files/{Assert.Single(Sessions).Key}/");
        return PostAsync(told);
    }

    /// <summary>Lists a message, told or not.</summary>
    public void Keep(WahaText text) => List.Messages.Add(text.ToPayload(time.GetUtcNow(), $"{Address}api/files/{Assert.Single(Sessions).Key}/"));

    /// <summary>Posts an event to the address that the session was given.</summary>
    public Task<HttpResponseMessage> PostAsync(JsonObject body) => PostAsync(HookUrl, body.ToJsonString(), Sign(body.ToJsonString()));

    public string HookUrl => Only.Config["webhooks"]![0]!["url"]!.GetValue<string>();

    public Task<HttpResponseMessage> PostAsync(string url, string body, string? signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null) request.Headers.Add("X-Webhook-Hmac", signature);
        return _http.SendAsync(request);
    }

    public static string Sign(string body, string key = WebhookKey) =>
        Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(body)));

    private void Map(WebApplication application) => application.Run(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var key = context.Request.Headers["X-Api-Key"].ToString();
        var path = context.Request.Path.Value!;
        Calls.Enqueue(new WahaCall(context.Request.Method, path, key, body));
        if (path.StartsWith("/api/files/", StringComparison.Ordinal) && Owner is null)
        {
            await ServeAsync(context, path.Split('/'), key);
            return;
        }

        var (status, answer) = Answer($"{context.Request.Method} {path}", key, body.Length > 0 ? JsonNode.Parse(body) : null, context.Request.Query);
        if (BeforeAnswer is { } before) await before(path);
        context.Response.StatusCode = status;
        context.Response.ContentType = new MediaTypeHeaderValue("application/json").ToString();
        if (answer is not null && status < 300) Answers.Enqueue((WahaContract.Find(context.Request.Method, path) ?? "", JsonElement.Parse(answer.ToJsonString())));
        if (answer is not null) await context.Response.WriteAsync(answer.ToJsonString());
    });

    private async Task ServeAsync(HttpContext context, string[] path, string key)
    {
        var isThere = Sessions.GetValueOrDefault(path[3])?.Key == key && Files.ContainsKey(path[4]);
        context.Response.StatusCode = isThere ? 200 : 404;
        if (!isThere) return;
        context.Response.ContentType = Files[path[4]].Type;
        await context.Response.Body.WriteAsync(Files[path[4]].Bytes);
    }

    private (int Status, JsonNode? Answer) Answer(string call, string key, JsonNode? body, IQueryCollection query)
    {
        var parts = call.Split('/');
        var name = parts is [_, "api", "sessions", var one, ..] ? one : parts is [_, "api", var two, "auth" or "lids" or "chats", ..] ? two : parts is [_, "api", "files", var three, ..] ? three : body?["session"]?.GetValue<string>() ?? query["session"].FirstOrDefault();
        var state = name is not null ? Sessions.GetValueOrDefault(name) : null;
        if (key != OperatorKey && (key.Length == 0 || state is null || key != state.Key)) return Refuse(401, "Unauthorized");
        if (Owner is { } owner && !call.StartsWith("GET /api/sessions", StringComparison.Ordinal))
        {
            return (503, new JsonObject { ["message"] = "Another gateway runs this session.", ["statusCode"] = 503, ["workerUrl"] = owner.ToString() });
        }

        if (call == "POST /api/sessions")
        {
            var made = body!["name"]!.GetValue<string>();
            return Sessions.TryAdd(made, new WahaSessionState { Config = body["config"]!.DeepClone() }) ? (201, Dto(made)) : Refuse(422, "The name is taken.");
        }

        if (call.StartsWith("DELETE", StringComparison.Ordinal))
        {
            Sessions.TryRemove(name!, out _);
            return (200, null);
        }

        if (state is null) return Refuse(404, "There is no such session.");
        if (Chats.Answer(call, name!, state, body, query["phone"]) is { } chatted) return chatted;
        if (List.Answer(call, query) is { } listed) return listed;
        switch (call[..call.IndexOf('/', StringComparison.Ordinal)] + string.Join('/', parts.Skip(parts[2] == "sessions" ? 4 : 3)))
        {
            case "GET ": return (200, Dto(name!));
            case "PUT ":
                state.Config = body!["config"]!.DeepClone();
                return (200, Dto(name!));
            case "POST restart":
            case "POST start":
                (state.Status, state.Reason) = ("STARTING", "");
                return (201, Dto(name!));
            case "GET auth/qr": return state.Qr is { } qr ? (200, new JsonObject { ["value"] = qr }) : Refuse(422, "There is no QR code now.");
            case var lids when lids.StartsWith("GET lids/", StringComparison.Ordinal):
                var told = new JsonObject { ["lid"] = $"{parts[^1]}@lid" };
                if (Numbers.TryGetValue(parts[^1], out var number)) told["pn"] = $"{number.TrimStart('+')}@c.us";
                return (200, told);
            case "POST auth/request-code": return state.Qr is not null ? (201, new JsonObject { ["code"] = "ABCD-EFGH" }) : Refuse(422, "Not now.");
            case "GET auth/passkey/challenge": return state.Challenge is { } asked ? (200, asked.DeepClone()) : Refuse(422, "Not now.");
            case "POST auth/passkey":
                if (state.Challenge is null) return Refuse(422, "Not now.");
                (state.Challenge, state.Code) = (null, "WXYZ1234");
                return (201, null);
            case "GET auth/passkey/confirmation": return state.Code is { } code ? (200, new JsonObject { ["code"] = code }) : Refuse(422, "Not now.");
            case "POST auth/passkey/confirm":
                if (state.Code is null) return Refuse(422, "Not now.");
                state.Code = null;
                return (201, null);
            default:
                if (call != "POST /api/keys") return Refuse(404, "There is no such route.");
                state.Key = $"key_{Guid.NewGuid():N}";
                return (201, new JsonObject { ["id"] = "key_id", ["key"] = state.Key, ["isActive"] = true, ["isAdmin"] = false, ["session"] = name });
        }
    }

    private JsonObject Dto(string name)
    {
        var state = Sessions[name];
        var answer = new JsonObject { ["name"] = name, ["status"] = state.Status, ["reason"] = state.Reason, ["config"] = state.Config.DeepClone(), ["presence"] = new JsonObject(), ["timestamps"] = new JsonObject { ["phone"] = state.PhoneSeenAt?.ToUnixTimeMilliseconds() } };
        if (state.CaughtUp is { } caughtUp) answer["caughtUp"] = caughtUp;
        if (MeOf(state) is { } me) answer["me"] = me;
        foreach (var webhook in HidesKeys ? answer["config"]!["webhooks"]!.AsArray() : []) webhook!.AsObject().Remove("hmac");
        return answer;
    }

    private static JsonObject? MeOf(WahaSessionState state) => state.Me is { } me
        ? new JsonObject { ["id"] = me, ["pushName"] = "", ["reachoutTimelock"] = new JsonObject { ["isActive"] = state.IsRestricted, ["ends"] = state.RestrictedUntil?.ToUnixTimeMilliseconds() }, ["newChatCap"] = CapOf(state) }
        : null;

    private static JsonObject? CapOf(WahaSessionState state) =>
        state.IsCapped ? new JsonObject { ["isActive"] = true, ["ends"] = state.RestrictedUntil?.ToUnixTimeMilliseconds() } : null;

    internal static (int, JsonNode) Refuse(int status, string message) => (status, new JsonObject { ["message"] = message, ["statusCode"] = status });

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _server!.DisposeAsync();
    }
}
