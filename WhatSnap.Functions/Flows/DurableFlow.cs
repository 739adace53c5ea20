using Microsoft.DurableTask;
using WhatSnap.Core.Flows;

namespace WhatSnap.Functions.Flows;

/// <summary>A flow as a Durable orchestration: each thing that a flow may do is one of Durable's.</summary>
public sealed class DurableFlow : IFlowContext
{
    /// <summary>The event that asks a flow to stop.</summary>
    public const string Cancel = "cancel";

    private readonly TaskOrchestrationContext _context;
    private readonly Task<string> _cancelled;
    private readonly Dictionary<string, Task<string>> _waits = [];

    private DurableFlow(TaskOrchestrationContext context)
    {
        _context = context;

        // Awaited once and from the start: whether it has come is then the same in every replay of the same step.
        _cancelled = context.WaitForExternalEvent<string>(Cancel);
    }

    public string InstanceId => _context.InstanceId;

    public DateTimeOffset Now => new(_context.CurrentUtcDateTime, TimeSpan.Zero);

    public bool IsCancelled => _cancelled.IsCompleted;

    /// <summary>Runs a flow's code in an orchestration.</summary>
    public static Task RunAsync(TaskOrchestrationContext context, Func<IFlowContext, Task> flow) => flow(new DurableFlow(context));

    public async Task<string> CallAsync(string activity, string input, FlowRetry retry)
    {
        var policy = new RetryPolicy(retry.Tries, retry.FirstWait, backoffCoefficient: 2, maxRetryInterval: retry.LongestWait);
        try
        {
            return await _context.CallActivityAsync<string>(activity, input, TaskOptions.FromRetryPolicy(policy));
        }
        catch (TaskFailedException)
        {
            throw new FlowActivityException(activity);
        }
    }

    public async Task<string?> WaitForEventAsync(string name, DateTimeOffset until)
    {
        // A wait that ended without its event is kept: Durable gives each event to one wait, so a forgotten one would swallow it.
        if (!_waits.TryGetValue(name, out var wait)) _waits[name] = wait = _context.WaitForExternalEvent<string>(name);
        if (!wait.IsCompleted && !IsCancelled && until > Now)
        {
            using var noLonger = new CancellationTokenSource();
            await Task.WhenAny(wait, _cancelled, _context.CreateTimer(until.UtcDateTime, noLonger.Token));
            noLonger.Cancel(); // CancelAsync would go on in the thread pool, out of the orchestration.
        }

        if (!wait.IsCompleted) return null;
        _waits.Remove(name);
        return await wait;
    }

    public void ShowStatus(string code) => _context.SetCustomStatus(code);
}
