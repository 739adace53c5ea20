using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Functions.Twilio;

/// <summary>Starts the comparison with Twilio's lists, nightly.</summary>
public sealed class TimerStartReconcile(StartReconcile start)
{
    [Function(nameof(TimerStartReconcile))]
    public Task RunAsync([TimerTrigger(Routes.ReconcileSchedule)] TimerInfo timer, CancellationToken cancellationToken) =>
        start.RunAsync(cancellationToken);
}
