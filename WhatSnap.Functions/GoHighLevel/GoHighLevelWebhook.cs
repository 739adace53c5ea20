using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.GoHighLevel;

/// <summary>Receives GoHighLevel's events.</summary>
public sealed class GoHighLevelWebhook(GoHighLevelEventsEndpoint endpoint)
{
    [Function(nameof(GoHighLevelWebhook))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.GoHighLevelEvents)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Receives what is to be sent: the provider's Delivery URL.</summary>
public sealed class GoHighLevelDelivery(GoHighLevelOutboundEndpoint endpoint)
{
    [Function(nameof(GoHighLevelDelivery))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.GoHighLevelOutbound)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
