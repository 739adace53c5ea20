using Azure;
using WhatSnap.Core.Flows;

namespace WhatSnap.Local.Flows;

/// <summary>Another process went on with the flow: this one stops.</summary>
internal sealed class FlowTakenOverException : Exception;

/// <summary>One flow under way: does what is new and records it.</summary>
internal sealed partial class FlowRun(
    StoredFlow flow, FlowTable table, IServiceProvider services, TimeProvider time, SemaphoreSlim signal, ILogger logger,
    CancellationToken stopping)
{
    /// <summary>The event that asks a flow to stop.</summary>
    public const string Cancel = "cancel";

    /// <summary>How soon an event is seen that another process took in.</summary>
    private static readonly TimeSpan LookForEvents = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly List<FlowStep> _history = [.. flow.History];
    private string? _status = flow.Status;
    private StoredFlow _stored = flow;

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
        var save = _stored with { IsRunning = isRunning, Status = _status, History = [.. _history], SaveId = $"{Guid.NewGuid():N}" };
        _stored = await WithStorageAsync(() => table.WriteAsync(save, stopping)) ?? throw new FlowTakenOverException();
    }

    private async Task<FlowStep> CallAsync(FlowOrder.Call call)
    {
        var activity = FlowCatalog.Activities.Single(known => known.Name == call.Activity);
        var wait = call.Retry.FirstWait;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                return await NoteAsync(call, await activity.RunAsync(scope.ServiceProvider, call.Input, stopping));
            }
            catch (Exception failed) when (!stopping.IsCancellationRequested)
            {
                LogTryFailed(call.Activity, tries, failed);
                if (tries == call.Retry.Tries) return await NoteAsync(call, null) with { IsFailed = true };
            }

            await Task.Delay(wait, time, stopping);
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

            var left = wait.Until - time.GetUtcNow();
            if (left <= TimeSpan.Zero || events.Any(one => one.Name == Cancel)) return await NoteAsync(wait, null);

            // Whichever comes first: an event taken in here, or the next look.
            using var look = new CancellationTokenSource(left < LookForEvents ? left : LookForEvents, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(look.Token, stopping);
            await signal.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopping.ThrowIfCancellationRequested();
        }
    }

    private async Task<FlowStep> NoteAsync(FlowOrder order, string? result) => new(
        order.What, result, time.GetUtcNow(), (await NewEventsAsync()).Any(one => one.Name == Cancel));

    /// <summary>Storage that is away makes a flow wait: ended here, it would leave what it has to undo.</summary>
    private async Task<T> WithStorageAsync<T>(Func<Task<T>> use)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await use();
            }
            catch (Exception failed) when (failed is RequestFailedException or AggregateException && !stopping.IsCancellationRequested)
            {
                LogStorageFailed(_stored.InstanceId, failed.GetType().Name);
            }

            await Task.Delay(wait, time, stopping);
        }
    }

    private async Task<List<StoredEvent>> NewEventsAsync()
    {
        var events = await WithStorageAsync(() => table.ListEventsAsync(_stored.InstanceId, stopping));
        return [.. events.Where(one => _history.All(step => step.EventId != one.Id))];
    }

    [LoggerMessage(LogLevel.Warning, "What the flow {InstanceId} did can't be saved or read ({Error}); it is tried again")]
    private partial void LogStorageFailed(string instanceId, string error);

    [LoggerMessage(LogLevel.Warning, "The activity {Activity} failed for the {Try}. time; it is tried again")]
    private partial void LogTryFailed(string activity, int @try, Exception exception);
}
