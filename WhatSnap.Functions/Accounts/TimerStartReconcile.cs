using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Accounts;

/// <summary>Starts the comparison with the providers' own lists, nightly.</summary>
public sealed class TimerStartReconcile(StartReconcile start)
{
    [Function(nameof(TimerStartReconcile))]
    public Task RunAsync([TimerTrigger(Routes.ReconcileSchedule)] TimerInfo timer, CancellationToken cancellationToken) =>
        start.RunAsync(cancellationToken);
}
