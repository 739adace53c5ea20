using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Devices;

/// <summary><c>/device/v1/attachments/{sha256}</c>: keeps a file for a message of the inbox (<c>PUT</c>), or says whether it is here (<c>HEAD</c>).</summary>
public sealed class DeviceAttachmentEndpoint(DeviceDoor door, Uploads uploads)
{
    public Task<IResult> HandleAsync(HttpRequest request, string sha256, CancellationToken cancellationToken) => door.EnterAsync(
        request, DeviceCall.Messages, (device, _) => PutAsync(request, device, sha256, cancellationToken), cancellationToken);

    public Task<IResult> HandleHeadAsync(HttpRequest request, string sha256, CancellationToken cancellationToken) => door.EnterAsync(
        request, DeviceCall.Messages, (device, _) => LookAsync(device, sha256, cancellationToken), cancellationToken);

    private async Task<IResult> PutAsync(HttpRequest request, Device device, string sha256, CancellationToken cancellationToken)
    {
        if (!DeviceItem.HashForm().IsMatch(sha256)) return DeviceRefusals.ValueInvalid.Answer();
        if (request.ContentLength is not { } length) return DeviceRefusals.LengthMissing.Answer();
        if (length > Uploads.Largest) return DeviceRefusals.TooLarge.Answer();
        return await uploads.PutAsync(device.LocationId, sha256, request.Body, cancellationToken) switch
        {
            UploadOutcome.Kept => Results.NoContent(),
            UploadOutcome.TooLarge => DeviceRefusals.TooLarge.Answer(),
            _ => DeviceRefusals.HashWrong.Answer(),
        };
    }

    private async Task<IResult> LookAsync(Device device, string sha256, CancellationToken cancellationToken) =>
        DeviceItem.HashForm().IsMatch(sha256) && await uploads.HasAsync(device.LocationId, sha256, cancellationToken)
            ? Results.NoContent()
            : DeviceRefusals.ItemUnknown.Answer();
}
