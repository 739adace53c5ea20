namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>A running GoHighLevel on this machine, for development, demonstration and tests.</summary>
public sealed class GoHighLevelSimulator : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private GoHighLevelSimulator(LoopbackServer server, GoHighLevelWorld world)
    {
        _server = server;
        World = world;
    }

    public Uri Address => _server.Address;

    public GoHighLevelWorld World { get; }

    public static async Task<GoHighLevelSimulator> StartAsync(
        GoHighLevelSimulatorOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var world = new GoHighLevelWorld(options, time);
        var server = await LoopbackServer.StartAsync(
            options.Port, application => GoHighLevelEndpoints.Map(application, world), cancellationToken);
        world.Address = server.Address;
        return new GoHighLevelSimulator(server, world);
    }

    public async ValueTask DisposeAsync()
    {
        World.Stop();
        await _server.DisposeAsync();
        World.Dispose();
    }
}
