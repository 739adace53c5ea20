using WhatSnap.Bench.World;
using WhatSnap.Local.Azurite;

namespace WhatSnap.Bench.Faults;

/// <summary>The doors in front of everything that the hosts depend on.</summary>
internal sealed class FaultDoors : IAsyncDisposable
{
    private const int Storage = 0;
    private const int GoHighLevel = 3;
    private const int Twilio = 4;
    private const int Gateway = 5;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly List<FaultDoor> _doors = [];

    /// <summary>What lets a host reach its dependencies through the doors.</summary>
    public static IReadOnlyDictionary<string, string> Settings(WorldPorts ports) => new Dictionary<string, string>
    {
        ["Storage__ConnectionString"] = new AzuritePlace(null, ports.Doors[Storage]).ConnectionString,
        ["GoHighLevel__BaseAddress"] = At(ports.Doors[GoHighLevel]),
        ["Twilio__BaseAddress"] = At(ports.Doors[Twilio]),
        ["WhatsApp__GatewayUrl"] = At(ports.Doors[Gateway]),
    };

    public static async Task<FaultDoors> StartAsync(BenchWorld world, int seed, CancellationToken cancellationToken)
    {
        var (doors, ports) = (new FaultDoors(), world.Ports);
        doors.Add(Dependency.Blobs, ports.Doors[Storage], world.Place.BlobPort, seed);
        doors.Add(Dependency.Queues, ports.Doors[Storage + 1], world.Place.QueuePort, seed);
        doors.Add(Dependency.Tables, ports.Doors[Storage + 2], world.Place.TablePort, seed);
        doors.Add(Dependency.GoHighLevel, ports.Doors[GoHighLevel], ports.GoHighLevel, seed);
        doors.Add(Dependency.Twilio, ports.Doors[Twilio], ports.Twilio, seed);
        doors.Add(Dependency.Gateway, ports.Doors[Gateway], ports.GatewayDoor, seed);
        world.TwilioAddress = new Uri(At(ports.Doors[Twilio]));
        foreach (var door in doors._doors) await door.OpenAsync(cancellationToken);
        return doors;
    }

    public FaultDoor Of(Dependency dependency) => _doors.Single(door => door.Dependency == dependency);

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors) await door.DisposeAsync();
        _http.Dispose();
    }

    private void Add(Dependency dependency, int port, int target, int seed) => _doors.Add(new FaultDoor(dependency, port, At(target), _http, seed + port));

    private static string At(int port) => $"http://127.0.0.1:{port}";
}
