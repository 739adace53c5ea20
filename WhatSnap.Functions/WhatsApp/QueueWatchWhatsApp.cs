using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Functions.WhatsApp;

/// <summary>Looks after one linked WhatsApp account.</summary>
public sealed class QueueWatchWhatsApp(WatchWhatsApp watch)
{
    [Function(nameof(QueueWatchWhatsApp))]
    public Task RunAsync([QueueTrigger(QueueNames.WatchWhatsApp, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        watch.RunAsync(body, cancellationToken);
}
