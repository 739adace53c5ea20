using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Lists a location's users.</summary>
public sealed class ListUsers(ListUsersEndpoint endpoint)
{
    [Function(nameof(ListUsers))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Users)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
