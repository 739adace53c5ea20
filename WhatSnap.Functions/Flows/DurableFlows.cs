using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Flows;

namespace WhatSnap.Functions.Flows;

/// <summary>Starts orchestrations and talks to them; what Durable says differently from host to host is one thing here.</summary>
public sealed class DurableFlows(DurableTaskClient client) : IFlowHost
{
    /// <summary>An instance in one of these is joined, in any other started anew.</summary>
    private static readonly OrchestrationRuntimeStatus[] Running =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    public async Task StartAsync(string flow, string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(Running);
            await client.ScheduleNewOrchestrationInstanceAsync(flow, input: null, options, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // It runs: this start joins it.
        }
    }

    public async Task<bool> RaiseAsync(string instanceId, string eventName, string value, CancellationToken cancellationToken)
    {
        // Asked first, because not every host says that there is nobody to hear it.
        if (await ReadAsync(instanceId, cancellationToken) is not { IsRunning: true }) return false;
        try
        {
            await client.RaiseEventAsync(instanceId, eventName, value, cancellationToken);
            return true;
        }
        catch (RpcException gone) when (gone.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    public Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken) =>
        RaiseAsync(instanceId, DurableFlow.Cancel, "", cancellationToken);

    public async Task<FlowState?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is { } instance
            ? new FlowState(
                Running.Contains(instance.RuntimeStatus),
                instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<string>())
            : null;
}
