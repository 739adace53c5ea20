using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>The calls of a phone with the stock app SMSGate.</summary>
internal sealed class PhoneWithSmsGate(HttpClient http, Func<DateTimeOffset> now)
{
    public const string Agent = "me.capcom.smsgateway/1.68.0";
    private int _events;

    public string UserAgent { get; set; } = Agent;

    public string Token { get; set; } = "";

    public string DeviceId { get; set; } = "";

    public string HookPath { get; set; } = "";

    public string SigningKey { get; set; } = "";

    /// <summary>Signs in by code; takes what it is told.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string code)
    {
        var answer = await SendAsync(HttpMethod.Post, "sms/device", new JsonObject { ["name"] = "Google/oriole", ["pushToken"] = null, ["simCards"] = new JsonArray() }, $"Code {code}");
        if (answer.StatusCode != HttpStatusCode.Created) return answer;
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        (DeviceId, Token) = ($"{body["id"]}", $"{body["token"]}");
        return answer;
    }

    /// <summary>Goes online: takes addresses and settings.</summary>
    public async Task SetUpAsync()
    {
        HookPath = new Uri($"{(await GetAsync("sms/webhooks"))[0]!["url"]}").AbsolutePath;
        SigningKey = $"{(await GetAsync("sms/settings"))["webhooks"]!["signing_key"]}";
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    /// <summary>The texts of messages that it was given.</summary>
    public static IEnumerable<string> Texts(IEnumerable<JsonNode> messages) => messages.Select(one => $"{one["textMessage"]!["text"]}");

    public async Task<IReadOnlyList<JsonNode>> PullAsync() => [.. (await GetAsync("sms/message?order=fifo")).AsArray().Select(one => one!)];

    /// <summary>Tells the state of a message.</summary>
    public async Task TellAsync(string id, string state, string? error = null)
    {
        using var answer = await PatchStatesAsync(new JsonArray(new JsonObject
        {
            ["id"] = id,
            ["state"] = state,
            ["recipients"] = new JsonArray(new JsonObject { ["phoneNumber"] = "15005551001", ["state"] = state, ["error"] = error }),
            ["states"] = new JsonObject(),
        }));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public Task<HttpResponseMessage> PatchStatesAsync(JsonNode body) => SendAsync(HttpMethod.Patch, "sms/message", body);

    /// <summary>An event of the app, with an id of its own.</summary>
    public async Task<HttpStatusCode> EmitAsync(string kind, JsonObject payload, string? key = null, DateTimeOffset? clock = null)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = $"event-{++_events}",
            ["webhookId"] = "one",
            ["event"] = kind,
            ["deviceId"] = DeviceId,
            ["payload"] = payload.DeepClone(),
        }.ToJsonString());
        using var answer = await EmitRawAsync(body, key, clock);
        return answer.StatusCode;
    }

    public Task<HttpResponseMessage> EmitRawAsync(byte[] body, string? key = null, DateTimeOffset? clock = null, Func<string, string?>? signature = null)
    {
        var timestamp = $"{(clock ?? now()).ToUnixTimeSeconds()}";
        byte[] signed = [.. body, .. Encoding.UTF8.GetBytes(timestamp)];
        var right = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key ?? SigningKey), signed));
        var request = new HttpRequestMessage(HttpMethod.Post, HookPath) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("X-Timestamp", timestamp);
        if ((signature ?? (one => one))(right) is { } sent) request.Headers.TryAddWithoutValidation("X-Signature", sent);
        return http.SendAsync(request);
    }

    /// <summary>An SMS comes.</summary>
    public Task<HttpStatusCode> ReceiveAsync(string from, string text, DateTimeOffset? at = null) => EmitAsync("sms:received", Sms(from, text, at ?? now()));

    public Task<HttpStatusCode> PingAsync(string status = "pass", DateTimeOffset? clock = null) => EmitAsync(
        "system:ping", new JsonObject { ["health"] = new JsonObject { ["status"] = status, ["version"] = "1.68.0", ["releaseId"] = 99, ["checks"] = new JsonObject() } }, clock: clock);

    /// <summary>With the phone's own offset, two hours ahead of UTC.</summary>
    public static JsonObject Sms(string from, string text, DateTimeOffset at) => new()
    {
        ["messageId"] = "1a2b3c4d",
        ["sender"] = from,
        ["phoneNumber"] = from,
        ["recipient"] = null,
        ["simNumber"] = 1,
        ["message"] = text,
        ["receivedAt"] = at.ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture),
    };

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? authorization = null, string? from = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        var header = authorization ?? (Token.Length > 0 ? $"Bearer {Token}" : null);
        if (header is { Length: > 0 }) request.Headers.TryAddWithoutValidation("Authorization", header);
        if (from is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
