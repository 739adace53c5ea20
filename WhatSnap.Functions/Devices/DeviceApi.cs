using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Devices;

/// <summary>Pairs a device by its code.</summary>
public sealed class PairByCode(PairEndpoint endpoint)
{
    [Function(nameof(PairByCode))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DevicePair)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, new DurableFlows(client), cancellationToken);
}

/// <summary>Gives a device another token.</summary>
public sealed class RotateToken(RotateTokenEndpoint endpoint)
{
    [Function(nameof(RotateToken))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DeviceRotation)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Hears how a device fares.</summary>
public sealed class TakeHeartbeat(HeartbeatEndpoint endpoint)
{
    [Function(nameof(TakeHeartbeat))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DeviceHeartbeat)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, new DurableFlows(client), cancellationToken);
}
