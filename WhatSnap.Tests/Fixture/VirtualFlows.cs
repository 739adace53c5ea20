using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Flows;
using WhatSnap.Local.Flows;

namespace WhatSnap.Tests.Fixture;

/// <summary>
/// Runs flows in virtual time: waits take no time, and after every single step the flow's code starts again from its
/// history, as after a restart of the host. So each test of a flow is one of its determinism too.
/// </summary>
internal sealed class VirtualFlows(IServiceProvider services, FakeTimeProvider time) : IFlowHost
{
    private readonly Dictionary<string, Instance> _instances = [];

    /// <summary>Called before each new step, for tests that act in the middle.</summary>
    public Func<FlowOrder, Task>? BeforeStep { get; set; }

    /// <summary>Called after each try of an activity that failed, before the wait for the next.</summary>
    public Func<Task>? WhileWaiting { get; set; }

    /// <summary>Every try of an activity that failed, with its name.</summary>
    public List<(string Activity, Exception Failure)> Failures { get; } = [];

    /// <summary>The activity that runs or ran last.</summary>
    public string? LastActivity { get; private set; }

    /// <summary>Restarts of flows' code.</summary>
    public int Restarts { get; private set; }

    public Task StartAsync(string flow, string instanceId, CancellationToken cancellationToken)
    {
        if (!_instances.TryGetValue(instanceId, out var known) || !known.IsRunning)
        {
            _instances[instanceId] = new Instance(FlowCatalog.Flows.Single(one => one.Name == flow), time.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    public Task<bool> RaiseAsync(string instanceId, string eventName, string value, CancellationToken cancellationToken)
    {
        if (!_instances.TryGetValue(instanceId, out var known) || !known.IsRunning) return Task.FromResult(false);
        known.Events.Add((eventName, value));
        return Task.FromResult(true);
    }

    public Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken)
    {
        if (!_instances.TryGetValue(instanceId, out var known) || !known.IsRunning) return Task.FromResult(false);
        known.IsCancelled = true;
        return Task.FromResult(true);
    }

    public Task<FlowState?> ReadAsync(string instanceId, CancellationToken cancellationToken) => Task.FromResult(
        _instances.TryGetValue(instanceId, out var known) ? new FlowState(known.IsRunning, known.Status) : null);

    /// <summary>Runs everything that was started to its end.</summary>
    public async Task RunAllAsync()
    {
        while (_instances.FirstOrDefault(one => one.Value.IsRunning) is { Value: { } instance, Key: { } id }) await RunAsync(id, instance);
    }

    private async Task RunAsync(string id, Instance instance)
    {
        while (true)
        {
            var flow = new ReplayedFlow(
                id, instance.StartedAt, [.. instance.History], order => StepAsync(instance, order), code => instance.Status = code);
            try
            {
                await instance.Flow.RunAsync(flow);
                instance.IsRunning = false;
                return;
            }
            catch (RestartException)
            {
                Restarts++;
            }
        }
    }

    private async Task<FlowStep> StepAsync(Instance instance, FlowOrder order)
    {
        if (BeforeStep is { } before) await before(order);
        var (result, isFailed) = order switch
        {
            FlowOrder.Call call => await CallAsync(call),
            FlowOrder.Wait wait => (Wait(instance, wait), false),
            _ => throw new NotSupportedException(order.What),
        };
        instance.History.Add(new FlowStep(order.What, result, time.GetUtcNow(), instance.IsCancelled, isFailed));
        throw new RestartException();
    }

    private async Task<(string? Result, bool IsFailed)> CallAsync(FlowOrder.Call call)
    {
        var activity = FlowCatalog.Activities.Single(known => known.Name == call.Activity);
        LastActivity = call.Activity;
        var wait = call.Retry.FirstWait;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await activity.RunAsync(services, call.Input, CancellationToken.None), false);
            }
            catch (Exception failed)
            {
                Failures.Add((call.Activity, failed));
                if (tries == call.Retry.Tries) return (null, true);
            }

            if (WhileWaiting is { } waiting) await waiting();
            time.Advance(wait);
            wait = wait * 2 < call.Retry.LongestWait ? wait * 2 : call.Retry.LongestWait;
        }
    }

    private string? Wait(Instance instance, FlowOrder.Wait wait)
    {
        var index = instance.Events.FindIndex(one => one.Name == wait.Event);
        if (index >= 0)
        {
            var (_, value) = instance.Events[index];
            instance.Events.RemoveAt(index);
            return value;
        }

        if (!instance.IsCancelled && wait.Until > time.GetUtcNow()) time.Advance(wait.Until - time.GetUtcNow());
        return null;
    }

    private sealed class RestartException : Exception;

    private sealed class Instance(Flow flow, DateTimeOffset startedAt)
    {
        public Flow Flow => flow;

        public DateTimeOffset StartedAt => startedAt;

        public List<FlowStep> History { get; } = [];

        public List<(string Name, string Value)> Events { get; } = [];

        public bool IsRunning { get; set; } = true;

        public bool IsCancelled { get; set; }

        public string? Status { get; set; }
    }
}
