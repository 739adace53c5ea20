using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Accounts;

/// <summary>Disconnects an account.</summary>
public sealed class RequestDisconnect(DisconnectEndpoint endpoint)
{
    [Function(nameof(RequestDisconnect))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Disconnect)] HttpRequest request, string accountId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, new DurableFlows(client), cancellationToken);
}

/// <summary>Connects an account again.</summary>
public sealed class RequestReconnect(ReconnectEndpoint endpoint)
{
    [Function(nameof(RequestReconnect))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Reconnect)] HttpRequest request, string accountId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, new DurableFlows(client), cancellationToken);
}

/// <summary>Calls off an attempt to connect.</summary>
public sealed class CallOffConnection(CallOffEndpoint endpoint)
{
    [Function(nameof(CallOffConnection))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Connection)] HttpRequest request, string accountId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, new DurableFlows(client), cancellationToken);
}

/// <summary>Answers what a connection asks.</summary>
public sealed class AnswerQuestion(AnswerEndpoint endpoint)
{
    [Function(nameof(AnswerQuestion))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Answer)] HttpRequest request, string accountId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, new DurableFlows(client), cancellationToken);
}
