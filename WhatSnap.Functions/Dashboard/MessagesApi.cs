using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Lists the messages of a location.</summary>
public sealed class ListMessages(ListMessagesEndpoint endpoint)
{
    [Function(nameof(ListMessages))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Messages)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Shows one message that went out.</summary>
public sealed class ReadMessage(ReadMessageEndpoint endpoint)
{
    [Function(nameof(ReadMessage))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Message)] HttpRequest request, string messageId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, messageId, cancellationToken);
}

/// <summary>Shows how many messages went through each account on each day.</summary>
public sealed class ReadTraffic(TrafficEndpoint endpoint)
{
    [Function(nameof(ReadTraffic))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Traffic)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
