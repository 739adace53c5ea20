using System.Collections.Concurrent;
using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Simulators.WhatsApp;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>Two gateways that share all sessions, the simulated WhatsApp that they connect to, and the address that hosts know.</summary>
internal sealed class Gateways : IAsyncDisposable
{
    /// <summary>Always the same, so that hosts can be set up beforehand.</summary>
    private const string OperatorKey = "bench-operator-key-of-the-gateways";
    private const string WebhookKey = "bench-webhook-key-of-the-gateways";
    private const string Prefix = "bench";
    private static readonly string[] Names = ["gateway-A", "gateway-B"];
    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly ConcurrentQueue<OwnedWrite> _writes = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly BenchWorld _world;

    private Gateways(BenchWorld world) => _world = world;

    public WhatsAppProcess WhatsApp { get; private set; } = null!;

    public IReadOnlyList<BenchHost> All { get; private set; } = [];

    public IReadOnlyList<StorageWire> Wires { get; private set; } = [];

    /// <summary>Every write to a session's rows, in the order in which they ended.</summary>
    public IReadOnlyList<OwnedWrite> Writes => [.. _writes];

    /// <summary>What a host must know of them.</summary>
    public static IReadOnlyDictionary<string, string> Settings(WorldPorts ports) => new Dictionary<string, string>
    {
        ["WhatsApp__GatewayUrl"] = $"http://127.0.0.1:{ports.GatewayDoor}",
        ["WhatsApp__OperatorKey"] = OperatorKey,
        ["WhatsApp__WebhookKey"] = WebhookKey,
        ["WhatsApp__CodeSeconds"] = "10",
    };

    public static async Task<Gateways> StartAsync(ChaosBed bed, TimeSpan lease, CancellationToken cancellationToken)
    {
        var gateways = new Gateways(bed.World);
        try
        {
            gateways.WhatsApp = await WhatsAppProcess.StartAsync(bed.World.Folder, Console.Error, cancellationToken);
            gateways._started.Push(gateways.WhatsApp);
            await gateways.MakeAsync(bed, lease, cancellationToken);
            var door = new GatewayDoor(gateways.All, gateways._http);
            gateways._started.Push(await door.StartAsync(bed.World.Ports.GatewayDoor, cancellationToken));
            return gateways;
        }
        catch
        {
            await gateways.DisposeAsync();
            throw;
        }
    }

    /// <summary>The text of the code that a session shows; null while it shows none.</summary>
    public async Task<string?> CodeAsync(string session, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"http://127.0.0.1:{_world.Ports.GatewayDoor}/api/{session}/auth/qr?format=raw");
        request.Headers.Add("X-Api-Key", OperatorKey);
        using var answer = await _http.SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode ? (await Json.OfAsync(answer, cancellationToken)).GetProperty("value").GetString() : null;
    }

    /// <summary>The gateway that owns a session, as the storage saw it last.</summary>
    public BenchHost OwnerOf(string session)
    {
        var name = _writes.Where(write => write.Session == session).MaxBy(write => write.Epoch)?.Gateway;
        return All.First(gateway => gateway.Name == name);
    }

    /// <summary>Takes the lease of a session from its owner, as if it had run out: another gateway takes it up while the owner still runs.</summary>
    public Task BreakLeaseAsync(string session, CancellationToken cancellationToken) =>
        new BlobContainerClient(_world.Place.ConnectionString, $"{Prefix}-leases").GetBlobClient(session).GetBlobLeaseClient()
            .BreakAsync(TimeSpan.Zero, cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var part)) await part.DisposeAsync();
        _http.Dispose();
    }

    private async Task MakeAsync(ChaosBed bed, TimeSpan lease, CancellationToken cancellationToken)
    {
        var kind = new HostKind("gateway", "node src/main.js", Path.Combine(RepositoryRoot.Find(), "gateway"));
        List<StorageWire> wires = [];
        List<BenchHost> all = [];
        foreach (var (name, port) in Names.Zip(bed.World.Ports.Gateways))
        {
            var wire = await StorageWire.StartAsync(name, bed.World.Place, _writes, _http, cancellationToken);
            _started.Push(wire);
            wires.Add(wire);
            var settings = new Dictionary<string, string>
            {
                ["GATEWAY_PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["GATEWAY_URL"] = $"http://127.0.0.1:{port}",
                ["GATEWAY_WORKER_ID"] = name,
                ["GATEWAY_OPERATOR_KEY"] = OperatorKey,
                ["GATEWAY_SECRET_KEYS"] = BenchWorld.Key,
                ["GATEWAY_TABLE_PREFIX"] = Prefix,
                ["GATEWAY_LEASE_SECONDS"] = lease.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                ["GATEWAY_ADOPT_SECONDS"] = "2",
                ["GATEWAY_QR_SECONDS"] = "4",
                ["GATEWAY_LOCAL_FILES"] = "true",
                ["GATEWAY_WHATSAPP_URL"] = WhatsApp.WebSocketUrl,
                ["NODE_EXTRA_CA_CERTS"] = WhatsApp.CertificateFile,
                ["STORAGE_CONNECTION_STRING"] = wire.ConnectionString,
            };
            var gateway = new BenchHost(
                name, new Uri($"http://127.0.0.1:{port}"), kind, settings, Path.Combine(bed.World.Folder, $"{name}.log"), bed.Http);
            all.Add(gateway);
            bed.Add(gateway);
        }

        (Wires, All) = (wires, all);
    }
}
