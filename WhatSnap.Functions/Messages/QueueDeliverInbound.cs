using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Messages;

/// <summary>Works on the lane that a queue message names.</summary>
public sealed class QueueDeliverInbound(WorkOnLane deliver)
{
    [Function(nameof(QueueDeliverInbound))]
    public Task RunAsync([QueueTrigger(QueueNames.DeliverInbound, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        deliver.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned work back.</summary>
public sealed class QueueReturnPoison(ReturnPoison returnPoison)
{
    [Function(nameof(QueueReturnPoison))]
    public Task RunAsync([QueueTrigger(QueueNames.DeliverInboundPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        returnPoison.RunAsync(body, cancellationToken);
}
