using WhatSnap.Core.Devices;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Local.Devices;

/// <summary>What devices call about messages, as on Azure.</summary>
internal static class DeviceMessageRoutes
{
    public static void MapDeviceMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.DeviceInbox, (HttpRequest request, IFlowHost flows, DeviceInboxEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, flows, token));
        routes.MapPost(Routes.DeviceInboxSimple, (HttpRequest request, IFlowHost flows, DeviceInboxEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleSimpleAsync(request, flows, token));
        routes.MapGet(Routes.DeviceOutbox, (HttpRequest request, DeviceOutboxEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.DeviceClaim, (HttpRequest request, string id, DeviceOutboxEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleClaimAsync(request, id, token));
        routes.MapPost(Routes.DeviceReceipts, (HttpRequest request, DeviceReceiptsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPut(Routes.DeviceAttachment, (HttpRequest request, string sha256, DeviceAttachmentEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, sha256, token));
        routes.MapMethods(Routes.DeviceAttachment, ["HEAD"], (HttpRequest request, string sha256, DeviceAttachmentEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleHeadAsync(request, sha256, token));
        routes.MapGet(Routes.DeviceFile, (HttpRequest request, string link, DeviceFileEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, link, token));
    }
}
