using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Accounts;

/// <summary>Lists a location's accounts.</summary>
public sealed class ListAccounts(ListAccountsEndpoint endpoint)
{
    [Function(nameof(ListAccounts))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Accounts)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Adds an account and starts to connect it.</summary>
public sealed class AddAccount(AddAccountEndpoint endpoint)
{
    [Function(nameof(AddAccount))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Accounts)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, new DurableFlows(client), cancellationToken);
}
