using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Tests.Companion;

/// <summary>Speaks the device API over real HTTP, keeps what came, and refuses what the contract refuses.</summary>
internal sealed class DeviceServer : IAsyncDisposable
{
    public const string Token = "the-token-of-this-mac";

    public const int LargestInbox = 1024 * 1024;

    private static readonly string[] States = ["sent", "delivered", "failed", "unknown"];

    private readonly WebApplication _app;

    private DeviceServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public string? Code { get; set; } = "ABCD2345";

    public bool IsRevoked { get; set; }

    /// <summary>Then the account takes heartbeats alone.</summary>
    public bool IsInactive { get; set; }

    /// <summary>Then the account also looks through the inbox.</summary>
    public bool IsTriedOut { get; set; }

    /// <summary>What every call with a token is answered, and after how many seconds it may be made again; null for none.</summary>
    public (HttpStatusCode Status, int? RetryAfter)? Busy { get; set; }

    public List<JsonNode> Paired { get; } = [];

    public ConcurrentQueue<JsonNode> Beats { get; } = [];

    public List<JsonNode> Inbox { get; } = [];

    public List<JsonNode> Receipts { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = [];

    public Dictionary<string, byte[]> Outgoing { get; } = [];

    /// <summary>Messages to send, by id; the value is the whole item.</summary>
    public ConcurrentDictionary<string, JsonObject> Outbox { get; } = [];

    public ConcurrentDictionary<string, string> Claimed { get; } = [];

    /// <summary>What the inbox says of a message; null leaves it out.</summary>
    public Func<JsonNode, (string Result, string? Reason)?> Judge { get; set; } = _ => ("stored", null);

    /// <summary>Paths whose next answers are lost after the work was done.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Null is that of the Mac.</summary>
    public DateTimeOffset? Time { get; set; }

    public static async Task<DeviceServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new DeviceServer(app);
        app.Use(server.GuardAsync);
        app.MapPost("/device/v1/pair", (JsonNode body) => server.Pair(body));
        app.MapPost("/device/v1/heartbeat", (JsonNode body) => server.Beat(body));
        app.MapGet("/device/v1/outbox", (int wait) => server.Offer(wait));
        app.MapPost("/device/v1/outbox/{id}/claim", (string id, JsonNode body) => server.Claim(id, body));
        app.MapPost("/device/v1/receipts", (JsonNode body) => server.Receive(body["items"]!.AsArray()));
        app.MapPost("/device/v1/inbox", (JsonNode body) => server.Take(body));
        app.MapPut("/device/v1/attachments/{sha256}", (string sha256, HttpRequest request) => server.KeepAsync(sha256, request));
        app.MapGet("/files/{name}", (string name) => Results.Bytes(server.Outgoing[name]));
        await app.StartAsync();
        return server;
    }

    /// <summary>Puts a message into the outbox.</summary>
    public void Give(string id, string text, string to = "+15005550101", params (string Name, object? Value)[] more)
    {
        var item = new JsonObject { ["id"] = id, ["leaseId"] = $"lease-{id}", ["to"] = to, ["service"] = "auto", ["text"] = text };
        foreach (var (name, value) in more) item[name] = JsonSerializer.SerializeToNode(value);
        Outbox[id] = item;
    }

    public string[] StatesOf(string id) =>
        [.. Receipts.Where(one => (string?)one["id"] == id).Select(one => (string)one["state"]!)];

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var isOpen = context.Request.Path.StartsWithSegments("/files") || context.Request.Path.Value!.EndsWith("/pair", StringComparison.Ordinal);
        if (!isOpen && (IsRevoked || context.Request.Headers.Authorization != $"Bearer {Token}"))
        {
            await Refuse(401, "This device is not known.").ExecuteAsync(context);
            return;
        }

        if (!isOpen && Busy is { } busy)
        {
            if (busy.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await Refuse((int)busy.Status, "It is too much just now.").ExecuteAsync(context);
            return;
        }

        if (IsShut(context.Request.Path.Value!) && !isOpen)
        {
            await Refuse(409, "The account of this device is not connected.").ExecuteAsync(context);
            return;
        }

        await next(context);
        if (Lost.FirstOrDefault(path => context.Request.Path.Value!.Contains(path, StringComparison.Ordinal)) is not { } lost) return;
        Lost.Remove(lost);
        context.Abort();
    }

    private bool IsShut(string path) => (IsInactive || (IsTriedOut && !path.EndsWith("/inbox", StringComparison.Ordinal)))
        && !path.EndsWith("/heartbeat", StringComparison.Ordinal);

    private IResult Pair(JsonNode body)
    {
        if (Code is null || (string?)body["code"] != Code) return Refuse(401, "The code is wrong or was used.");
        Code = null;
        Paired.Add(body);
        return Results.Json(new { deviceId = "dev-1", token = Token, settings = new { } });
    }

    private IResult Beat(JsonNode body)
    {
        Beats.Enqueue(body);
        return Results.Json(new { serverTime = Time ?? TimeProvider.System.GetUtcNow(), settings = new { }, minVersion = "0.0.1" });
    }

    private IResult Offer(int wait)
    {
        if (wait > 25) return Refuse(400, "Wait at most 25 seconds.");
        var items = Outbox.Values.Where(one => !Claimed.ContainsKey((string)one["id"]!)).ToList();
        return items.Count == 0 ? Results.NoContent() : Results.Json(new { items });
    }

    private IResult Claim(string id, JsonNode body)
    {
        if (!Outbox.TryGetValue(id, out var item) || (string?)body["leaseId"] != (string?)item["leaseId"]) return Refuse(409, "The lease is over.");
        return Claimed.GetOrAdd(id, (string)body["leaseId"]!) == (string?)body["leaseId"] ? Results.NoContent() : Refuse(409, "It was claimed.");
    }

    private IResult Receive(JsonArray body)
    {
        if (body.Any(one => !States.Contains((string?)one!["state"]))) return Refuse(400, "There is no such state.");
        if (body.Any(one => !Outbox.ContainsKey((string)one!["id"]!))) return Refuse(404, "There is no such message.");
        Receipts.AddRange(body.Select(one => one!.DeepClone()));
        return Results.NoContent();
    }

    private IResult Take(JsonNode body)
    {
        var items = body["items"]!.AsArray();
        if (body.ToJsonString().Length > LargestInbox) return Refuse(413, "The body is too large.");
        if (items.Any(one => (string?)one!["direction"] is not ("in" or "out"))) return Refuse(400, "There is no such direction.");
        var results = new List<object>();
        foreach (var item in items)
        {
            if (Judge(item!) is not { } said) continue;
            if (said.Result == "stored" && item!["attachments"]!.AsArray().Any(file => !Files.ContainsKey((string)file!["sha256"]!))) said = ("attachment_missing", null);
            var isKnown = Inbox.Any(one => (string?)one["key"] == (string?)item!["key"]);
            if (!isKnown && said.Result == "stored") Inbox.Add(item!.DeepClone());
            results.Add(new { key = (string?)item!["key"], result = isKnown ? "duplicate" : said.Result, reason = said.Reason });
        }

        return Results.Json(new { items = results });
    }

    private async Task<IResult> KeepAsync(string sha256, HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())) != sha256) return Refuse(400, "The file has another hash.");
        Files[sha256] = bytes.ToArray();
        return Results.NoContent();
    }

    private static IResult Refuse(int status, string title) => Results.Problem(statusCode: status, title: title, detail: "Do something about it.");
}
