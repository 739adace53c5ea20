using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.GoHighLevel;

/// <summary>Does the work of an event of GoHighLevel.</summary>
public sealed class QueueHandleEvents(HandleEvents handle)
{
    [Function(nameof(QueueHandleEvents))]
    public Task RunAsync([QueueTrigger(QueueNames.GoHighLevelEvents, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        handle.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned work on events back.</summary>
public sealed class QueueReturnEvents(HandleEvents handle)
{
    [Function(nameof(QueueReturnEvents))]
    public Task RunAsync([QueueTrigger(QueueNames.GoHighLevelEventsPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        handle.ReturnAsync(body, cancellationToken);
}
