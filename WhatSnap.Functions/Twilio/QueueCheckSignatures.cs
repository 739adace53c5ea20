using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Functions.Twilio;

/// <summary>Looks after requests whose signature matched no token.</summary>
public sealed class QueueCheckSignatures(CheckSignatures check)
{
    [Function(nameof(QueueCheckSignatures))]
    public Task RunAsync([QueueTrigger(QueueNames.CheckSignatures, Connection = HostStorage.Connection)] string key, CancellationToken cancellationToken) =>
        check.RunAsync(key, cancellationToken);
}
