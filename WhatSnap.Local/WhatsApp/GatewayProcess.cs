using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Simulators.WhatsApp;

namespace WhatSnap.Local.WhatsApp;

/// <summary>What a gateway beside this host needs.</summary>
/// <param name="Port">Its port; 0 picks a free one.</param>
/// <param name="StorageConnection">Where it keeps its sessions.</param>
/// <param name="SecretKey">A key of the ring, <c>id:base64</c>.</param>
/// <param name="LogFolder">Where its log goes.</param>
public sealed record GatewayPlace(int Port, string StorageConnection, string SecretKey, string LogFolder)
{
    /// <summary>Further variables of the gateway.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>The WhatsApp gateway as a child process, speaking to a simulated WhatsApp or to the real one.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private readonly NodeProcess _process;

    private GatewayProcess(NodeProcess process, Uri address, string operatorKey, string webhookKey) =>
        (_process, Address, OperatorKey, WebhookKey) = (process, address, operatorKey, webhookKey);

    public Uri Address { get; }

    public string OperatorKey { get; }

    /// <summary>The same at every start: sessions that were made earlier sign with it.</summary>
    public string WebhookKey { get; }

    /// <param name="place">What it needs.</param>
    /// <param name="simulated">The simulated WhatsApp; null for the real one.</param>
    /// <param name="progress">Is told of an installation.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<GatewayProcess> StartAsync(
        GatewayPlace place, WhatsAppProcess? simulated, TextWriter progress, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(RepositoryRoot.Find(), "gateway");
        await NodePackages.EnsureAsync(folder, "the WhatsApp gateway", progress, cancellationToken);
        var operatorKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var environment = new Dictionary<string, string>(place.Environment)
        {
            ["GATEWAY_PORT"] = place.Port.ToString(CultureInfo.InvariantCulture),
            ["GATEWAY_OPERATOR_KEY"] = operatorKey,
            ["GATEWAY_SECRET_KEYS"] = place.SecretKey,
            ["STORAGE_CONNECTION_STRING"] = place.StorageConnection,
            ["GATEWAY_WATCH_STDIN"] = "true",
            ["GATEWAY_LOCAL_FILES"] = "true",
        };
        if (simulated is not null)
        {
            // Tables of their own: what a simulated phone has linked must never sign in to the real WhatsApp.
            environment.TryAdd("GATEWAY_TABLE_PREFIX", "simulatedgateway");
            environment["GATEWAY_WHATSAPP_URL"] = simulated.WebSocketUrl;
            environment["NODE_EXTRA_CA_CERTS"] = simulated.CertificateFile;
        }

        var process = await NodeProcess.StartAsync(
            Path.Combine(folder, "src", "main.js"), environment, "port", Path.Combine(place.LogFolder, "gateway.log"), cancellationToken);
        var port = process.Started.GetProperty("port").GetInt32();
        return new GatewayProcess(process, new Uri($"http://127.0.0.1:{port}"), operatorKey, WebhookKeyOf(place.SecretKey));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string WebhookKeyOf(string secretKey) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), "WhatSnap local gateway webhooks"u8));
}
