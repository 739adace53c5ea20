using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.WhatsApp;

namespace WhatSnap.Local.Simulators.WhatsApp;

/// <summary>The simulated WhatsApp as a child process: a server that the gateway connects to, and the phones of its people.</summary>
public sealed class WhatsAppProcess : IAsyncDisposable
{
    private readonly NodeProcess _process;
    private readonly HttpClient _admin;

    private WhatsAppProcess(NodeProcess process, string certificateFile)
    {
        (_process, CertificateFile) = (process, certificateFile);
        WebSocketUrl = process.Started.GetProperty("webSocketUrl").GetString()!;
        _admin = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(process.Started.GetProperty("adminUrl").GetString()!),
        };
    }

    public string WebSocketUrl { get; }

    /// <summary>The certificate of its media host, which the gateway trusts.</summary>
    public string CertificateFile { get; }

    public static async Task<WhatsAppProcess> StartAsync(string folder, TextWriter progress, CancellationToken cancellationToken)
    {
        var gateway = Path.Combine(RepositoryRoot.Find(), "gateway");
        await NodePackages.EnsureAsync(gateway, "the WhatsApp gateway", progress, cancellationToken);
        Directory.CreateDirectory(folder);
        var certificate = Path.Combine(folder, "whatsapp-media.crt");
        var process = await NodeProcess.StartAsync(
            Path.Combine(gateway, "fake-whatsapp", "main.js"),
            new Dictionary<string, string> { ["FAKE_WHATSAPP_CERT_FILE"] = certificate, ["FAKE_WHATSAPP_WATCH_STDIN"] = "true" },
            "webSocketUrl", Path.Combine(folder, "whatsapp.log"), cancellationToken);
        return new WhatsAppProcess(process, certificate);
    }

    /// <summary>One of its calls (<c>gateway/fake-whatsapp/README.md</c>).</summary>
    /// <exception cref="HttpRequestException">It refused.</exception>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _admin.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>The phone with this number scans a QR code's text.</summary>
    public Task<JsonElement> ScanAsync(string number, string qr, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, $"/accounts/{number.TrimStart('+')}/scan", new JsonObject { ["qr"] = qr }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _process.DisposeAsync();
    }
}
