using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Functions.Messages;

/// <summary>Has messages counted and old ones forgotten, nightly.</summary>
public sealed class TimerStartCounts(StartCounts start)
{
    [Function(nameof(TimerStartCounts))]
    public Task RunAsync([TimerTrigger(Routes.CountSchedule)] TimerInfo timer, CancellationToken cancellationToken) =>
        start.RunAsync(cancellationToken);
}
