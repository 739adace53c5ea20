using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Local.WhatsApp;

namespace WhatSnap.Local.Simulators.WhatsApp;

/// <summary>A page and calls in the place of the phones that people would hold: the account's, which scans, types a code and unlinks, and a customer's, who writes.</summary>
public sealed class PhoneSimulator : IAsyncDisposable
{
    /// <summary>The number of the phone where a call names none.</summary>
    public const string Number = "15005550177";

    /// <summary>The number of the customer who writes where a call names none.</summary>
    public const string Customer = "14155550101";

    private readonly WhatsAppProcess _whatsapp;
    private readonly HttpClient _gateway;
    private LoopbackServer? _server;

    private PhoneSimulator(WhatsAppProcess whatsapp, GatewayProcess gateway)
    {
        _whatsapp = whatsapp;
        _gateway = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.Address };
        _gateway.DefaultRequestHeaders.Add("X-Api-Key", gateway.OperatorKey);
    }

    public Uri Address => _server!.Address;

    public static async Task<PhoneSimulator> StartAsync(
        int port, WhatsAppProcess whatsapp, GatewayProcess gateway, CancellationToken cancellationToken)
    {
        var simulator = new PhoneSimulator(whatsapp, gateway);
        simulator._server = await LoopbackServer.StartAsync(port, simulator.Map, cancellationToken);
        return simulator;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _gateway.Dispose();
    }

    private void Map(WebApplication application)
    {
        application.MapGet("/", () => Results.Content(PhonePage.Html, "text/html; charset=utf-8"));
        application.MapGet("/_sim/state", (CancellationToken token) => _whatsapp.CallAsync(HttpMethod.Get, "/state", null, token));
        application.MapPost("/_sim/scan", (JsonObject body, CancellationToken token) => DoAsync(() => ScanAsync(body, token)));
        application.MapPost("/_sim/type-code", (JsonObject body, CancellationToken token) => DoAsync(() =>
            _whatsapp.CallAsync(HttpMethod.Post, $"/accounts/{NumberOf(body)}/link-code", new JsonObject { ["code"] = body["code"]?.DeepClone() }, token)));
        application.MapPost("/_sim/write", (JsonObject body, CancellationToken token) => DoAsync(() => WriteAsync(body, token)));
        application.MapPost("/_sim/unlink", (JsonObject body, CancellationToken token) => DoAsync(() =>
            _whatsapp.CallAsync(HttpMethod.Post, $"/accounts/{NumberOf(body)}/unlink", null, token)));
    }

    /// <summary>A customer writes to a linked account, with a picture or, where it has a name, a file if there is one.</summary>
    private async Task<JsonElement> WriteAsync(JsonObject body, CancellationToken cancellationToken)
    {
        var customer = DigitsOf(body["from"]) is { Length: > 0 } given ? given : Customer;
        var contact = new JsonObject { ["number"] = customer };
        if (body["name"]?.ToString().Trim() is { Length: > 0 } name) contact["name"] = name;
        await _whatsapp.CallAsync(HttpMethod.Post, "/contacts", contact, cancellationToken);
        var message = new JsonObject { ["to"] = NumberOf(body) };
        if (body["media"] is JsonObject media)
        {
            message["media"] = new JsonObject
            {
                ["kind"] = media["fileName"] is null ? "image" : "document",
                ["fileName"] = media["fileName"]?.ToString(),
                ["mimetype"] = media["mimetype"]?.ToString(),
                ["data"] = media["data"]?.ToString(),
                ["caption"] = body["text"]?.ToString(),
            };
        }
        else
        {
            message["text"] = body["text"]?.ToString();
        }

        return await _whatsapp.CallAsync(HttpMethod.Post, $"/contacts/{customer}/send", message, cancellationToken);
    }

    /// <summary>
    /// The newest code that any session shows; its text stays here. With <c>asksPasskey</c>, WhatsApp asks for the passkey of the phone's
    /// account after it.
    /// </summary>
    private async Task<JsonElement> ScanAsync(JsonObject body, CancellationToken cancellationToken)
    {
        var number = NumberOf(body);
        if (body["asksPasskey"] is { } asks)
        {
            await _whatsapp.CallAsync(HttpMethod.Post, "/accounts", new JsonObject { ["number"] = number, ["asksPasskey"] = asks.DeepClone() }, cancellationToken);
        }

        var sessions = await _gateway.GetFromJsonAsync<JsonElement>("/api/sessions", cancellationToken);
        foreach (var session in sessions.EnumerateArray().Where(one => one.GetProperty("status").GetString() == "SCAN_QR_CODE"))
        {
            var name = session.GetProperty("name").GetString();
            var code = await _gateway.GetFromJsonAsync<JsonElement>($"/api/{name}/auth/qr?format=raw", cancellationToken);
            return await _whatsapp.ScanAsync(number, code.GetProperty("value").GetString()!, cancellationToken);
        }

        return JsonElement.Parse("""{"result":"no code is shown"}""");
    }

    private static async Task<IResult> DoAsync(Func<Task<JsonElement>> run)
    {
        try
        {
            return Results.Json(await run());
        }
        catch (HttpRequestException refused)
        {
            return Results.Json(new { message = "The phone could not do that now." }, statusCode: (int?)refused.StatusCode ?? StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static string NumberOf(JsonObject body) => DigitsOf(body["number"]) is { Length: > 0 } digits ? digits : Number;

    private static string DigitsOf(JsonNode? text) => new([.. (text?.ToString() ?? "").Where(char.IsAsciiDigit)]);
}
