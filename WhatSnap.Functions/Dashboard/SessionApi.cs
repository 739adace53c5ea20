using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Opens sessions.</summary>
public sealed class SessionApi(SessionEndpoint endpoint)
{
    [Function(nameof(SessionApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Session)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Binds an agency's session to a location.</summary>
public sealed class SessionLocationApi(ChooseLocationEndpoint endpoint)
{
    [Function(nameof(SessionLocationApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.SessionLocation)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Renews sessions.</summary>
public sealed class SessionRenewalApi(RenewSessionEndpoint endpoint)
{
    [Function(nameof(SessionRenewalApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.SessionRenewal)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Lists the locations of an agency.</summary>
public sealed class CompanyLocationsApi(CompanyLocationsEndpoint endpoint)
{
    [Function(nameof(CompanyLocationsApi))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.CompanyLocations)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
