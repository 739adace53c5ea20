using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Says which account answers a contact, now and after a change of its tags.</summary>
public sealed class ExplainRouting(RoutingEndpoint endpoint)
{
    [Function(nameof(ExplainRouting))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Routing)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Finds account tags that are not as they should be.</summary>
public sealed class FindRoutingProblems(RoutingProblemsEndpoint endpoint)
{
    [Function(nameof(FindRoutingProblems))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.RoutingProblems)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Repairs account tags.</summary>
public sealed class RepairRouting(RepairRoutingEndpoint endpoint)
{
    [Function(nameof(RepairRouting))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.RoutingRepair)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
