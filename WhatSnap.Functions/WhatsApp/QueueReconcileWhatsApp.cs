using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Functions.WhatsApp;

/// <summary>Compares one account with the gateway's list of its messages.</summary>
public sealed class QueueReconcileWhatsApp(ReconcileWhatsApp reconcile)
{
    [Function(nameof(QueueReconcileWhatsApp))]
    public Task RunAsync([QueueTrigger(QueueNames.ReconcileWhatsApp, Connection = HostStorage.Connection)] string key, CancellationToken cancellationToken) =>
        reconcile.RunAsync(key, cancellationToken);
}
