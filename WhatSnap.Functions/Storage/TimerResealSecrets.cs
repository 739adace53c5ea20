using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Storage;

/// <summary>Seals secrets with the first key of the ring that an older one sealed.</summary>
public sealed class TimerResealSecrets(ResealSecrets reseal)
{
    [Function(nameof(TimerResealSecrets))]
    public Task RunAsync([TimerTrigger(Routes.ResealSchedule)] TimerInfo timer, CancellationToken cancellationToken) =>
        reseal.RunAsync(cancellationToken);
}
