using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Accounts;

/// <summary>Moves a page of an account's contacts to its new tag.</summary>
public sealed class QueueRetagContacts(RetagContacts retag)
{
    [Function(nameof(QueueRetagContacts))]
    public Task RunAsync([QueueTrigger(QueueNames.RetagContacts, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        retag.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned re-tags back.</summary>
public sealed class QueueReturnRetag(RetagContacts retag)
{
    [Function(nameof(QueueReturnRetag))]
    public Task RunAsync([QueueTrigger(QueueNames.RetagContactsPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        retag.ReturnAsync(body, cancellationToken);
}
