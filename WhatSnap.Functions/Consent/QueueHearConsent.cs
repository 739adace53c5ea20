using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Consent;

/// <summary>Records what a message says of consent before the message has its turn.</summary>
public sealed class QueueHearConsent(HearEarly hear)
{
    [Function(nameof(QueueHearConsent))]
    public Task RunAsync([QueueTrigger(QueueNames.HearConsent, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        hear.RunAsync(body, cancellationToken);
}
