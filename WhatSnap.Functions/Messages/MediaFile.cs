using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Functions.Messages;

/// <summary>Serves a media item by its key.</summary>
public sealed class MediaFile(MediaEndpoint endpoint)
{
    [Function(nameof(MediaFile))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Media)] HttpRequest request, string key, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, key, cancellationToken);
}
