using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Health;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Health;

/// <summary>Looks at the health of one location.</summary>
public sealed class QueueCheckHealth(CheckHealth check)
{
    [Function(nameof(QueueCheckHealth))]
    public Task RunAsync([QueueTrigger(QueueNames.CheckHealth, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        check.RunAsync(body, cancellationToken);
}
