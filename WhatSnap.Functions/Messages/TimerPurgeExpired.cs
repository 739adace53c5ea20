using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Functions.Messages;

/// <summary>Purges what has expired, daily.</summary>
public sealed class TimerPurgeExpired(PurgeExpired purge)
{
    [Function(nameof(TimerPurgeExpired))]
    public Task RunAsync([TimerTrigger(Routes.PurgeSchedule)] TimerInfo timer, CancellationToken cancellationToken) =>
        purge.RunAsync(cancellationToken);
}
