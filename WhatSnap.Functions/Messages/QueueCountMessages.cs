using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Messages;

/// <summary>Counts one location's messages and forgets old ones.</summary>
public sealed class QueueCountMessages(CountMessages count)
{
    [Function(nameof(QueueCountMessages))]
    public Task RunAsync([QueueTrigger(QueueNames.CountMessages, Connection = HostStorage.Connection)] string locationId, CancellationToken cancellationToken) =>
        count.RunAsync(locationId, cancellationToken);
}
