using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Devices;

/// <summary>Takes what came to a device.</summary>
public sealed class DeviceInbox(DeviceInboxEndpoint endpoint)
{
    [Function(nameof(DeviceInbox))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DeviceInbox)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, new DurableFlows(client), cancellationToken);
}

/// <summary>Takes a text from a Shortcut.</summary>
public sealed class DeviceInboxSimple(DeviceInboxEndpoint endpoint)
{
    [Function(nameof(DeviceInboxSimple))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DeviceInboxSimple)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleSimpleAsync(request, new DurableFlows(client), cancellationToken);
}

/// <summary>Gives a device what it is to send.</summary>
public sealed class DeviceOutbox(DeviceOutboxEndpoint endpoint)
{
    [Function(nameof(DeviceOutbox))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.DeviceOutbox)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Gives an item to the device that sends it now.</summary>
public sealed class DeviceClaim(DeviceOutboxEndpoint endpoint)
{
    [Function(nameof(DeviceClaim))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DeviceClaim)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        endpoint.HandleClaimAsync(request, id, cancellationToken);
}

/// <summary>Takes what became of what a device sent.</summary>
public sealed class DeviceReceipts(DeviceReceiptsEndpoint endpoint)
{
    [Function(nameof(DeviceReceipts))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DeviceReceipts)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Keeps a file of a device.</summary>
public sealed class DeviceAttachment(DeviceAttachmentEndpoint endpoint)
{
    [Function(nameof(DeviceAttachment))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.DeviceAttachment)] HttpRequest request, string sha256, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, sha256, cancellationToken);
}

/// <summary>Says whether a file of a device is here.</summary>
public sealed class LookForAttachment(DeviceAttachmentEndpoint endpoint)
{
    [Function(nameof(LookForAttachment))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "head", Route = Routes.DeviceAttachment)] HttpRequest request, string sha256, CancellationToken cancellationToken) =>
        endpoint.HandleHeadAsync(request, sha256, cancellationToken);
}

/// <summary>Passes a file on to the device that sends it.</summary>
public sealed class DeviceFile(DeviceFileEndpoint endpoint)
{
    [Function(nameof(DeviceFile))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.DeviceFile)] HttpRequest request, string link, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, link, cancellationToken);
}
