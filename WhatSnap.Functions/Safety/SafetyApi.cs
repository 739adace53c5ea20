using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Safety;

namespace WhatSnap.Functions.Safety;

/// <summary>Shows what an account may send.</summary>
public sealed class ReadSafety(ReadSafetyEndpoint endpoint)
{
    [Function(nameof(ReadSafety))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Safety)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Changes an account's mode and quiet hours.</summary>
public sealed class ChangeSafety(ChangeSafetyEndpoint endpoint)
{
    [Function(nameof(ChangeSafety))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.Safety)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Ends an account's pause.</summary>
public sealed class ResumeSending(ResumeSendingEndpoint endpoint)
{
    [Function(nameof(ResumeSending))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ResumeSending)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}
