using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Devices;

/// <summary>Ends what no device fetched in time, and what a device was silent about.</summary>
public sealed class QueueSettleOutbox(SettleOutbox settle)
{
    [Function(nameof(QueueSettleOutbox))]
    public Task RunAsync([QueueTrigger(QueueNames.SettleOutbox, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        settle.RunAsync(body, cancellationToken);
}
