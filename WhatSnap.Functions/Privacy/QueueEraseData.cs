using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Privacy;

/// <summary>Erases what is stored about a contact, a sender or a location.</summary>
public sealed class QueueEraseData(EraseStored erase)
{
    [Function(nameof(QueueEraseData))]
    public Task RunAsync([QueueTrigger(QueueNames.EraseData, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        erase.RunAsync(body, cancellationToken);
}
