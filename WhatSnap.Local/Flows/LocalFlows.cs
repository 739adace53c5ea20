using System.Collections.Concurrent;
using WhatSnap.Core.Flows;

namespace WhatSnap.Local.Flows;

/// <summary>
/// Runs the product's flows in this process, as Durable does on Azure: what happened is recorded, and after a restart each
/// flow goes on where it was.
/// </summary>
/// <remarks>
/// A host that starts beside one that lives goes on with that one's flows too. What is under way there is then done twice, as
/// after a crash; the first of the two to record it goes on alone.
/// </remarks>
public sealed partial class LocalFlows(
    FlowTable table, IServiceProvider services, TimeProvider time, ILogger<LocalFlows> logger)
    : BackgroundService, IFlowHost
{
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _signals = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    public async Task StartAsync(string flow, string instanceId, CancellationToken cancellationToken)
    {
        var known = await table.FindAsync(instanceId, cancellationToken);
        if (known is { IsRunning: true }) return;

        await table.DropEventsAsync(instanceId, cancellationToken);
        var started = await table.WriteAsync(
            new StoredFlow(instanceId, flow, time.GetUtcNow(), true, null, [], known?.ETag ?? default) { SaveId = $"{Guid.NewGuid():N}" },
            cancellationToken);
        if (started is not null) Run(started);
    }

    public async Task<bool> RaiseAsync(string instanceId, string eventName, string value, CancellationToken cancellationToken)
    {
        if (await table.FindAsync(instanceId, cancellationToken) is not { IsRunning: true }) return false;
        await table.AddEventAsync(instanceId, eventName, value, time.GetUtcNow(), cancellationToken);
        Signal(instanceId).Release();
        return true;
    }

    public Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken) =>
        RaiseAsync(instanceId, FlowRun.Cancel, "", cancellationToken);

    public async Task<FlowState?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
        await table.FindAsync(instanceId, cancellationToken) is { } flow ? new FlowState(flow.IsRunning, flow.Status) : null;

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    /// <summary>Goes on with the flows that ran when the host ended.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await table.CreateAsync(stoppingToken);
        foreach (var flow in await table.ListRunningAsync(stoppingToken)) Run(flow);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Run(StoredFlow flow) => _running[flow.InstanceId] = Task.Run(() => RunAsync(flow));

    private async Task RunAsync(StoredFlow flow)
    {
        var run = new FlowRun(flow, table, services, time, Signal(flow.InstanceId), logger, _stopping.Token);
        try
        {
            await FlowCatalog.Flows.Single(known => known.Name == flow.Flow).RunAsync(
                new ReplayedFlow(flow.InstanceId, flow.StartedAt, flow.History, run.PerformAsync, run.Show));
            await run.EndAsync();
        }
        catch (Exception ended) when (_stopping.IsCancellationRequested || ended is FlowTakenOverException)
        {
            // The host stops, or another one goes on with the flow.
        }
        catch (Exception failed)
        {
            LogFailed(flow.Flow, flow.InstanceId, failed);
            await run.EndAsync();
        }
        finally
        {
            _running.TryRemove(flow.InstanceId, out _);
        }
    }

    private SemaphoreSlim Signal(string instanceId) => _signals.GetOrAdd(instanceId, _ => new SemaphoreSlim(0));

    [LoggerMessage(LogLevel.Error, "The flow {Flow} of {InstanceId} failed")]
    private partial void LogFailed(string flow, string instanceId, Exception exception);
}
