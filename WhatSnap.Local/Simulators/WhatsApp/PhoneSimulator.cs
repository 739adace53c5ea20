using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Local.WhatsApp;

namespace WhatSnap.Local.Simulators.WhatsApp;

/// <summary>A page and calls in the place of the phones that a person would hold: scan the code, type a code, unlink.</summary>
public sealed class PhoneSimulator : IAsyncDisposable
{
    /// <summary>The number of the phone where a call names none.</summary>
    public const string Number = "15005550177";

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
        application.MapGet("/", () => Results.Content(Page, "text/html; charset=utf-8"));
        application.MapGet("/_sim/state", (CancellationToken token) => _whatsapp.CallAsync(HttpMethod.Get, "/state", null, token));
        application.MapPost("/_sim/scan", (JsonObject body, CancellationToken token) => DoAsync(() => ScanAsync(NumberOf(body), token)));
        application.MapPost("/_sim/type-code", (JsonObject body, CancellationToken token) => DoAsync(() =>
            _whatsapp.CallAsync(HttpMethod.Post, $"/accounts/{NumberOf(body)}/link-code", new JsonObject { ["code"] = body["code"]?.DeepClone() }, token)));
        application.MapPost("/_sim/unlink", (JsonObject body, CancellationToken token) => DoAsync(() =>
            _whatsapp.CallAsync(HttpMethod.Post, $"/accounts/{NumberOf(body)}/unlink", null, token)));
    }

    /// <summary>The newest code that any session shows; its text stays here.</summary>
    private async Task<JsonElement> ScanAsync(string number, CancellationToken cancellationToken)
    {
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

    private static string NumberOf(JsonObject body)
    {
        var digits = new string([.. (body["number"]?.ToString() ?? "").Where(char.IsAsciiDigit)]);
        return digits.Length > 0 ? digits : Number;
    }

    private const string Page = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Simulated phone with WhatsApp</title>
        <style>body{font:16px system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}button,input{font:inherit;padding:.4rem .8rem;margin:.2rem}</style>
        <h1>Simulated phone</h1>
        <p>Its number <input id="number" value="15005550177" aria-label="Number"></p>
        <p><button data-call="scan">Scan with the simulated phone</button> <button data-call="unlink">Remove linked devices</button></p>
        <p><input id="code" placeholder="ABCD-EFGH" aria-label="Code"> <button data-call="type-code">Type the code</button></p>
        <pre id="answer" role="status"></pre>
        <script>
        for (const button of document.querySelectorAll('button')) button.onclick = async () => {
          const body = JSON.stringify({ number: number.value, code: code.value });
          const reply = await fetch('/_sim/' + button.dataset.call, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
          answer.textContent = await reply.text();
        };
        </script></html>
        """;
}
