using WhatSnap.Core.Consent;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Safety;

namespace WhatSnap.Local.Dashboard;

/// <summary>The routes of the dashboard's sessions, and the one that this host alone has.</summary>
internal static class DashboardRoutes
{
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Dashboard, (HttpRequest request, DashboardPageEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Location, (HttpRequest request, LocationEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.LocationStates, (HttpRequest request, LocationStatesEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Contacts, (HttpRequest request, FindContactsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Connection, (HttpRequest request, string accountId, ConnectionEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPost(Routes.Session, (HttpRequest request, SessionEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.SessionLocation, (HttpRequest request, ChooseLocationEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.SessionRenewal, (HttpRequest request, RenewSessionEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.CompanyLocations, (HttpRequest request, CompanyLocationsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Activity, (HttpRequest request, ListActivityEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Consent, (HttpRequest request, ReadConsentEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.Consent, (HttpRequest request, RecordConsentEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Safety, (HttpRequest request, string accountId, ReadSafetyEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPut(Routes.Safety, (HttpRequest request, string accountId, ChangeSafetyEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPost(Routes.ResumeSending, (HttpRequest request, string accountId, ResumeSendingEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPost(LocalSessionEndpoint.Route, (HttpRequest request, LocalSessionEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
    }
}
