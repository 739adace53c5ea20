using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Lists what people changed.</summary>
public sealed class ListActivity(ListActivityEndpoint endpoint)
{
    [Function(nameof(ListActivity))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Activity)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
