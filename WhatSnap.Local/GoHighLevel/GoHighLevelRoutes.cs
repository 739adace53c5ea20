using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Local.GoHighLevel;

/// <summary>The routes that GoHighLevel calls or sends people to.</summary>
internal static class GoHighLevelRoutes
{
    public static void MapGoHighLevel(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.GoHighLevelEvents, (HttpRequest request, GoHighLevelEventsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.GoHighLevelOutbound, (HttpRequest request, GoHighLevelOutboundEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Install, (HttpRequest request, InstallEndpoint endpoint) => endpoint.Handle(request));
        routes.MapGet(Routes.InstallCallback, (HttpRequest request, InstallCallbackEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
    }
}
