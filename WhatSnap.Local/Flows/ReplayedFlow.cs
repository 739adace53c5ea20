using WhatSnap.Core.Flows;

namespace WhatSnap.Local.Flows;

/// <summary>Runs a flow's code from its start: answers from the history as far as it goes, then performs what is new.</summary>
/// <param name="instanceId">The business key.</param>
/// <param name="startedAt">When the flow was started.</param>
/// <param name="history">What has happened so far.</param>
/// <param name="perform">Does what is new and records it.</param>
/// <param name="show">Shows a status.</param>
public sealed class ReplayedFlow(
    string instanceId, DateTimeOffset startedAt, IReadOnlyList<FlowStep> history,
    Func<FlowOrder, Task<FlowStep>> perform, Action<string> show) : IFlowContext
{
    private int _next;

    public string InstanceId => instanceId;

    public DateTimeOffset Now { get; private set; } = startedAt;

    public bool IsCancelled { get; private set; }

    public async Task<string> CallAsync(string activity, string input, FlowRetry retry)
    {
        var step = await NextAsync(new FlowOrder.Call(activity, input, retry));
        return step.IsFailed ? throw new FlowActivityException(activity) : step.Result!;
    }

    public async Task<string?> WaitForEventAsync(string name, DateTimeOffset until) =>
        (await NextAsync(new FlowOrder.Wait(name, until))).Result;

    public void ShowStatus(string code)
    {
        if (_next >= history.Count) show(code);
    }

    private async Task<FlowStep> NextAsync(FlowOrder order)
    {
        var index = _next++;
        var step = index < history.Count ? history[index] : await perform(order);
        if (step.What != order.What)
        {
            throw new InvalidOperationException($"The flow is not deterministic: step {index} was «{step.What}» and is «{order.What}».");
        }

        (Now, IsCancelled) = (step.At, step.IsCancelled);
        return step;
    }
}
