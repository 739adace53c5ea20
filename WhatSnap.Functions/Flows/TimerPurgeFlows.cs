using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Flows;

/// <summary>Purges the histories of flows that have ended, daily.</summary>
public sealed class TimerPurgeFlows(TimeProvider time)
{
    /// <summary>Counted from the start of a flow.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    [Function(nameof(TimerPurgeFlows))]
    public Task RunAsync([TimerTrigger(Routes.FlowPurgeSchedule)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: time.GetUtcNow() - KeptFor, Statuses: Ended), cancellationToken);
}
