using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Dashboard;

/// <summary>Lists messages that failed or of which it is not known whether they were sent.</summary>
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
