using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Serves the dashboard and its files.</summary>
public sealed class DashboardPages(DashboardPageEndpoint endpoint)
{
    [Function(nameof(DashboardPages))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Dashboard)] HttpRequest request) =>
        endpoint.Handle(request);
}

/// <summary>Shows the location of a session.</summary>
public sealed class LocationApi(LocationEndpoint endpoint)
{
    [Function(nameof(LocationApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Location)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
