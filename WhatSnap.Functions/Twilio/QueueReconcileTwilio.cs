using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Functions.Twilio;

/// <summary>Compares one account with Twilio's list of its texts.</summary>
public sealed class QueueReconcileTwilio(ReconcileTwilio reconcile)
{
    [Function(nameof(QueueReconcileTwilio))]
    public Task RunAsync([QueueTrigger(QueueNames.ReconcileTwilio, Connection = HostStorage.Connection)] string key, CancellationToken cancellationToken) =>
        reconcile.RunAsync(key, cancellationToken);
}
