namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>A running Twilio on this machine: its APIs, its media host and customers' phones.</summary>
public sealed class TwilioSimulator : IAsyncDisposable
{
    private readonly ServiceProvider _clients;
    private readonly LoopbackServer _mediaStore;
    private readonly LoopbackServer _messaging;
    private readonly LoopbackServer _api;

    private TwilioSimulator(
        ServiceProvider clients, LoopbackServer mediaStore, LoopbackServer messaging, LoopbackServer api, TwilioWorld world)
    {
        _clients = clients;
        _mediaStore = mediaStore;
        _messaging = messaging;
        _api = api;
        World = world;
    }

    public Uri Address => _api.Address;

    /// <summary>The host of the messaging API (services and registrations), and of the pricing API.</summary>
    public Uri MessagingAddress => _messaging.Address;

    /// <summary>The host to which media requests are redirected.</summary>
    public Uri MediaAddress => _mediaStore.Address;

    public TwilioWorld World { get; }

    public static async Task<TwilioSimulator> StartAsync(
        TwilioSimulatorOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var clients = new ServiceCollection()
            .AddHttpClient(WebhookCaller.ClientName)
            .ConfigurePrimaryHttpMessageHandler(WebhookConnection.NewHandler)
            .Services.BuildServiceProvider();
        var world = new TwilioWorld(options, time, clients.GetRequiredService<IHttpClientFactory>());
        var mediaStore = await LoopbackServer.StartAsync(
            port: 0, application => MediaStore.Map(application, world), cancellationToken);
        var messaging = await LoopbackServer.StartAsync(
            port: 0, application =>
            {
                new MessagingApi(world).Map(application);
                new PricingApi(world).Map(application);
            },
            cancellationToken);
        var api = await LoopbackServer.StartAsync(
            options.Port,
            application => TwilioEndpoints.Map(application, world, mediaStore.Address),
            cancellationToken);
        world.PublicAddress ??= api.Address;
        return new TwilioSimulator(clients, mediaStore, messaging, api, world);
    }

    public async ValueTask DisposeAsync()
    {
        World.Stop();
        await _api.DisposeAsync();
        await _messaging.DisposeAsync();
        await _mediaStore.DisposeAsync();
        await _clients.DisposeAsync();
        World.Dispose();
    }
}
