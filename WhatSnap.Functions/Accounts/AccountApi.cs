using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Accounts;

/// <summary>Shows one account.</summary>
public sealed class ReadAccount(ReadAccountEndpoint endpoint)
{
    [Function(nameof(ReadAccount))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Account)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Changes an account.</summary>
public sealed class ChangeAccount(ChangeAccountEndpoint endpoint)
{
    [Function(nameof(ChangeAccount))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Routes.Account)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Removes an account.</summary>
public sealed class RemoveAccount(RemoveAccountEndpoint endpoint)
{
    [Function(nameof(RemoveAccount))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Account)] HttpRequest request, string accountId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, new DurableFlows(client), cancellationToken);
}
