using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Health;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Health;

/// <summary>Tells of one alert.</summary>
public sealed class QueueTellAlerts(TellAlert tell)
{
    [Function(nameof(QueueTellAlerts))]
    public Task RunAsync([QueueTrigger(QueueNames.TellAlerts, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        tell.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned alerts back.</summary>
public sealed class QueueReturnAlerts(TellAlert tell)
{
    [Function(nameof(QueueReturnAlerts))]
    public Task RunAsync([QueueTrigger(QueueNames.TellAlertsPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        tell.ReturnAsync(body, cancellationToken);
}
