using System.Collections.Concurrent;
using WhatSnap.Core.Flows;

namespace WhatSnap.Local.Flows;

/// <summary>
/// Runs the product's flows in this process, as Durable does on Azure: what happened is recorded, and after a restart each
/// flow goes on where it was.
/// </summary>
public sealed partial class LocalFlows(
    FlowTable table, IServiceProvider services, TimeProvider time, ILogger<LocalFlows> logger)
    : BackgroundService, IFlowHost
{
    private const string Cancel = "cancel";

    /// <summary>How soon an event is seen that another process took in.</summary>
    private static readonly TimeSpan LookForEvents = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _signals = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    public async Task StartAsync(string flow, string instanceId, CancellationToken cancellationToken)
    {
        var known = await table.FindAsync(instanceId, cancellationToken);
        if (known is { IsRunning: true }) return;

        await table.DropEventsAsync(instanceId, cancellationToken);
        var started = await table.WriteAsync(
            new StoredFlow(instanceId, flow, time.GetUtcNow(), true, null, [], known?.ETag ?? default), cancellationToken);
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
        RaiseAsync(instanceId, Cancel, "", cancellationToken);

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
        var run = new Instance(this, flow);
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

    [LoggerMessage(LogLevel.Warning, "The activity {Activity} failed for the {Try}. time; it is tried again")]
    private partial void LogTryFailed(string activity, int @try, Exception exception);

    private sealed class FlowTakenOverException : Exception;

    /// <summary>One flow under way: does what is new and records it.</summary>
    private sealed class Instance(LocalFlows host, StoredFlow flow)
    {
        private readonly List<FlowStep> _history = [.. flow.History];
        private StoredFlow _stored = flow;
        private string? _status = flow.Status;

        public void Show(string code) => _status = code;

        public async Task<FlowStep> PerformAsync(FlowOrder order)
        {
            await SaveAsync(isRunning: true);
            var step = order switch
            {
                FlowOrder.Call call => await CallAsync(call),
                FlowOrder.Wait wait => await WaitAsync(wait),
                _ => throw new NotSupportedException(order.What),
            };
            _history.Add(step);
            await SaveAsync(isRunning: true);
            return step;
        }

        public Task EndAsync() => SaveAsync(isRunning: false);

        private async Task SaveAsync(bool isRunning)
        {
            if (isRunning && _stored.History.Count == _history.Count && _stored.Status == _status) return;
            _stored = await host.table.WriteAsync(
                _stored with { IsRunning = isRunning, Status = _status, History = [.. _history] }, host._stopping.Token)
                ?? throw new FlowTakenOverException();
        }

        private async Task<FlowStep> CallAsync(FlowOrder.Call call)
        {
            var activity = FlowCatalog.Activities.Single(known => known.Name == call.Activity);
            var wait = call.Retry.FirstWait;
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await using var scope = host.services.CreateAsyncScope();
                    var result = await activity.RunAsync(scope.ServiceProvider, call.Input, host._stopping.Token);
                    return await NoteAsync(call, result);
                }
                catch (Exception failed) when (!host._stopping.IsCancellationRequested)
                {
                    host.LogTryFailed(call.Activity, tries, failed);
                    if (tries == call.Retry.Tries) return await NoteAsync(call, null) with { IsFailed = true };
                }

                await Task.Delay(wait, host.time, host._stopping.Token);
                wait = wait * 2 < call.Retry.LongestWait ? wait * 2 : call.Retry.LongestWait;
            }
        }

        private async Task<FlowStep> WaitAsync(FlowOrder.Wait wait)
        {
            while (true)
            {
                var events = await NewEventsAsync();
                if (events.FirstOrDefault(one => one.Name == wait.Event) is { } found)
                {
                    return await NoteAsync(wait, found.Value) with { EventId = found.Id };
                }

                var left = wait.Until - host.time.GetUtcNow();
                if (left <= TimeSpan.Zero || events.Any(one => one.Name == Cancel)) return await NoteAsync(wait, null);

                // Whichever comes first: an event taken in here, or the next look.
                using var look = new CancellationTokenSource(left < LookForEvents ? left : LookForEvents, host.time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(look.Token, host._stopping.Token);
                await host.Signal(flow.InstanceId).WaitAsync(either.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                host._stopping.Token.ThrowIfCancellationRequested();
            }
        }

        private async Task<FlowStep> NoteAsync(FlowOrder order, string? result) => new(
            order.What, result, host.time.GetUtcNow(), (await NewEventsAsync()).Any(one => one.Name == Cancel));

        private async Task<IReadOnlyList<StoredEvent>> NewEventsAsync()
        {
            var events = await host.table.ListEventsAsync(flow.InstanceId, host._stopping.Token);
            return [.. events.Where(one => _history.All(step => step.EventId != one.Id))];
        }
    }
}
