using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Consent;

/// <summary>Tells GoHighLevel where a contact stands.</summary>
public sealed class QueueTellConsent(TellConsent tell)
{
    [Function(nameof(QueueTellConsent))]
    public Task RunAsync([QueueTrigger(QueueNames.TellConsent, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        tell.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned work on consent back.</summary>
public sealed class QueueReturnConsent(TellConsent tell)
{
    [Function(nameof(QueueReturnConsent))]
    public Task RunAsync([QueueTrigger(QueueNames.TellConsentPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        tell.ReturnAsync(body, cancellationToken);
}
