using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Privacy;

namespace WhatSnap.Functions.Privacy;

/// <summary>Exports what is stored about a contact or the location.</summary>
public sealed class ExportData(ExportEndpoint endpoint)
{
    [Function(nameof(ExportData))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Export)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Has erased what is stored about a contact or the location.</summary>
public sealed class EraseData(EraseEndpoint endpoint)
{
    [Function(nameof(EraseData))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Erase)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
