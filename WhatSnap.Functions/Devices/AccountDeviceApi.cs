using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Devices;

/// <summary>Gives a code to type on a phone or Mac.</summary>
public sealed class RequestDeviceCode(DeviceCodeEndpoint endpoint)
{
    [Function(nameof(RequestDeviceCode))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.DeviceCode)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Shows the device of an account.</summary>
public sealed class ReadDevice(ReadDeviceEndpoint endpoint)
{
    [Function(nameof(ReadDevice))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.AccountDevice)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Keeps the key that an account's phone signs with.</summary>
public sealed class PasteSigningKey(SigningKeyEndpoint endpoint)
{
    [Function(nameof(PasteSigningKey))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.SigningKey)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Takes the device of an account its access.</summary>
public sealed class RevokeDevice(RevokeDeviceEndpoint endpoint)
{
    [Function(nameof(RevokeDevice))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.AccountDevice)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}
