using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Functions.WhatsApp;

/// <summary>Has every linked WhatsApp account looked after, every few minutes.</summary>
public sealed class TimerStartWatch(StartWatch start)
{
    [Function(nameof(TimerStartWatch))]
    public Task RunAsync([TimerTrigger(Routes.WatchSchedule)] TimerInfo timer, CancellationToken cancellationToken) =>
        start.RunAsync(cancellationToken);
}
