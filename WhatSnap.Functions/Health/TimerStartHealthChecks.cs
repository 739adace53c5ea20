using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Health;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Health;

/// <summary>Has the health of every location looked at, every few minutes.</summary>
public sealed class TimerStartHealthChecks(StartHealthChecks start)
{
    [Function(nameof(TimerStartHealthChecks))]
    public Task RunAsync([TimerTrigger(Routes.HealthSchedule)] TimerInfo timer, CancellationToken cancellationToken) =>
        start.RunAsync(cancellationToken);
}
