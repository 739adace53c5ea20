using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace WhatSnap.Local.Simulators;

/// <summary>A quiet HTTP server on 127.0.0.1 that runs until it is disposed.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    /// <summary>Above every vendor's own limit, so that the simulator refuses as its vendor does.</summary>
    private const long LargestBody = 64L * 1024 * 1024;

    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="port">0 picks a free port.</param>
    /// <param name="map">Adds the endpoints.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    public static async Task<LoopbackServer> StartAsync(
        int port, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        // Empty: no settings file, no file watcher, no console; tests start many of these at once.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        var application = builder.Build();
        map(application);
        await application.StartAsync(cancellationToken);
        return new LoopbackServer(application, AddressOf(application));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Listen(IPAddress.Loopback, port);
    }

    private static Uri AddressOf(WebApplication application)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new Uri(addresses!.Addresses.Single());
    }

    /// <summary>Leaves the signals of the process to the process: who started the server stops it.</summary>
    private sealed class OwnersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
