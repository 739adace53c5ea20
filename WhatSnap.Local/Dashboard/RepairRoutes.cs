using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Local.Dashboard;

/// <summary>The routes by which people find and mend what went wrong: messages that did not pass, and tags.</summary>
internal static class RepairRoutes
{
    public static void MapRepair(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.DeadLetters, (HttpRequest request, ListDeadLettersEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.ReplayLetters, (HttpRequest request, ReplayLettersEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Routing, (HttpRequest request, RoutingEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.RoutingProblems, (HttpRequest request, RoutingProblemsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.RoutingRepair, (HttpRequest request, RepairRoutingEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
    }
}
