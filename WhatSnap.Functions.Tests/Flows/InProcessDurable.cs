using System.Net;
using DurableTask.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WhatSnap.Functions.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Functions.Tests.Flows;

/// <summary>
/// Durable's in-process test host, taken apart into what stays (the instances and their histories) and what can be
/// restarted (the worker that runs the code).
/// </summary>
internal sealed class InProcessDurable : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private readonly WebApplication _instances;
    private readonly string _address;
    private readonly ServiceProvider _clients;
    private IHost _worker;

    private InProcessDurable(WebApplication instances, string address, IHost worker)
    {
        (_instances, _address, _worker) = (instances, address, worker);
        _clients = new ServiceCollection().AddLogging()
            .AddDurableTaskClient(client => client.UseGrpc(address).RegisterDirectly())
            .BuildServiceProvider();
        Client = _clients.GetRequiredService<DurableTaskClient>();
        Flows = new DurableFlows(Client);
    }

    public DurableTaskClient Client { get; }

    public DurableFlows Flows { get; }

    public static async Task<InProcessDurable> StartAsync(Action<DurableTaskRegistry> tasks)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var instances = new InMemoryOrchestrationService();
        builder.Services.AddSingleton<IOrchestrationService>(instances);
        builder.Services.AddSingleton<IOrchestrationServiceClient>(instances);
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        builder.Services.AddGrpc();
        var application = builder.Build();
        application.MapGrpcService<TaskHubGrpcServer>();
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new InProcessDurable(application, address, await StartWorkerAsync(address, tasks));
    }

    /// <summary>Ends the worker and starts a new one, which knows nothing but what stands in the histories.</summary>
    /// <param name="tasks">What the new worker runs.</param>
    /// <param name="meanwhile">Done while no worker runs.</param>
    public async Task RestartWorkerAsync(Action<DurableTaskRegistry> tasks, Func<Task>? meanwhile)
    {
        await _worker.StopAsync();
        _worker.Dispose();
        if (meanwhile is not null) await meanwhile();
        _worker = await StartWorkerAsync(_address, tasks);
    }

    /// <summary>Waits until something that happened after a moment stands in a flow's history: what a worker has in hand when it ends is lost here.</summary>
    public Task HasGoneOnAsync(string instanceId, DateTimeOffset after) =>
        Eventually.BecomesAsync(async () => (await Client.GetInstanceAsync(instanceId))!.LastUpdatedAt > after);

    /// <summary>Waits until a flow shows a code.</summary>
    public Task ShowsAsync(string instanceId, string code) =>
        Eventually.BecomesAsync(async () => (await Flows.ReadAsync(instanceId, CancellationToken.None))?.Status == code);

    /// <summary>Sends something to a flow and waits until the flow has run once more: until it has seen it.</summary>
    /// <param name="runs">How often the flow has run, replays among it.</param>
    /// <param name="send">Sends it.</param>
    public static async Task UntilSeenAsync(Func<int> runs, Func<Task> send)
    {
        var before = runs();
        await send();
        await Eventually.BecomesAsync(() => runs() > before);
    }

    /// <summary>Waits until a flow has ended.</summary>
    /// <returns>What it showed last.</returns>
    public async Task<string?> EndAsync(string instanceId)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var end = await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, limit.Token);
        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, end.FailureDetails?.ToString());
        return end.ReadCustomStatusAs<string>();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync();
        _worker.Dispose();
        await _clients.DisposeAsync();
        await _instances.StopAsync();
        await _instances.DisposeAsync();
    }

    private static async Task<IHost> StartWorkerAsync(string address, Action<DurableTaskRegistry> tasks)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddDurableTaskWorker(worker =>
        {
            worker.UseGrpc(address);
            worker.AddTasks(tasks);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
