using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Local.Devices;

/// <summary>The routes of phones and Macs, and of the pages about them.</summary>
internal static class DeviceRoutes
{
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.DevicePair, (HttpRequest request, IFlowHost flows, PairEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, flows, token));
        routes.MapPost(Routes.DeviceRotation, (HttpRequest request, RotateTokenEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.DeviceHeartbeat, (HttpRequest request, IFlowHost flows, HeartbeatEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, flows, token));
        routes.MapPost(Routes.DeviceCode, (HttpRequest request, string accountId, DeviceCodeEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapGet(Routes.AccountDevice, (HttpRequest request, string accountId, ReadDeviceEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPut(Routes.SigningKey, (HttpRequest request, string accountId, SigningKeyEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapDelete(Routes.AccountDevice, (HttpRequest request, string accountId, RevokeDeviceEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
    }
}
