using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Lists messages that did not pass, by reason.</summary>
public sealed class ListDeadLetters(ListDeadLettersEndpoint endpoint)
{
    [Function(nameof(ListDeadLetters))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.DeadLetters)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Puts messages back that did not pass.</summary>
public sealed class ReplayDeadLetters(ReplayLettersEndpoint endpoint)
{
    [Function(nameof(ReplayDeadLetters))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.ReplayLetters)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
