using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Serves the dashboard and its files.</summary>
public sealed class DashboardPages(DashboardPageEndpoint endpoint)
{
    [Function(nameof(DashboardPages))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Dashboard)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Shows the location of a session.</summary>
public sealed class LocationApi(LocationEndpoint endpoint)
{
    [Function(nameof(LocationApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Location)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Shows how locations of an agency fare.</summary>
public sealed class LocationStatesApi(LocationStatesEndpoint endpoint)
{
    [Function(nameof(LocationStatesApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.LocationStates)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Finds contacts by what people call them.</summary>
public sealed class FindContactsApi(FindContactsEndpoint endpoint)
{
    [Function(nameof(FindContactsApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Contacts)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Shows an account while it is being connected.</summary>
public sealed class WatchConnectionApi(ConnectionEndpoint endpoint)
{
    [Function(nameof(WatchConnectionApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Connection)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}
