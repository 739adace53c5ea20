using WhatSnap.Core.Health;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Local.Health;

/// <summary>The routes of health and alerts.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.Troubleshoot, (HttpRequest request, string accountId, TroubleshootEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapGet(Routes.Health, (HttpRequest request, HealthEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Alerts, (HttpRequest request, ListAlertsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.AlertSettings, (HttpRequest request, ReadAlertSettingsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPut(Routes.AlertSettings, (HttpRequest request, ChangeAlertSettingsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.AlertTest, (HttpRequest request, TestAlertsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
    }
}
