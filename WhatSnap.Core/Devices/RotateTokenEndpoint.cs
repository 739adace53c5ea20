using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Devices;

/// <summary><c>POST /device/v1/token/rotate</c>: another token; the old one ends when the new one is used first.</summary>
public sealed class RotateTokenEndpoint(DeviceDoor door, DeviceTokens tokens)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, DeviceCall.Report, async (device, _) =>
            await tokens.RotateAsync(device, cancellationToken) is { } token
                ? Results.Json(new TokenAnswer(token.Reveal()), DeviceJson.Default.TokenAnswer)
                : DeviceRefusals.TokenUnknown.Answer(), cancellationToken);
}
