using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Consent;

/// <summary>Shows where a contact stands, or the opt-outs of the location.</summary>
public sealed class ReadConsent(ReadConsentEndpoint endpoint)
{
    [Function(nameof(ReadConsent))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Consent)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Records an opt-out or a consent by hand.</summary>
public sealed class ChangeConsent(RecordConsentEndpoint endpoint)
{
    [Function(nameof(ChangeConsent))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Consent)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
