using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary><c>POST /device/v1/heartbeat</c>: a device tells how it fares, and hears how its account stands.</summary>
public sealed class HeartbeatEndpoint(DeviceDoor door, DeviceTable devices, NoteDeviceHealth health, TimeProvider time)
{
    internal const int LargestBody = 8 * 1024;
    private const int LongestCursor = 200;

    public Task<IResult> HandleAsync(HttpRequest request, IFlowHost flows, CancellationToken cancellationToken) =>
        door.EnterAsync(request, DeviceCall.Report, async (device, account) =>
        {
            var (body, refusal) = await DeviceBody.ReadAsync(request, DeviceJson.Default.HeartbeatBody, LargestBody, cancellationToken);
            if (body is null) return refusal!.Answer();
            var now = time.GetUtcNow();
            var told = await devices.UpdateAsync(device, known => With(known, body, now), cancellationToken);
            if (told is null) return DeviceRefusals.TokenUnknown.Answer();

            if (told.Stage == DeviceStage.Serving) await health.RunAsync(account, told, cancellationToken);
            else await flows.RaiseAsync(ConnectFlow.InstanceOf(told.Account), ConnectDevice.DeviceEvent, "reported", cancellationToken);
            return Results.Json(
                new HeartbeatAnswer(DeviceTime.Of(now), StateOf(told, account), account.Name, DeviceTime.HeartbeatSeconds, null, new DeviceSettings()),
                DeviceJson.Default.HeartbeatAnswer);
        }, cancellationToken);

    private static Device With(Device known, HeartbeatBody body, DateTimeOffset now) => known with
    {
        AppVersion = DeviceBody.Text(body.AppVersion, PairEndpoint.LongestVersion) ?? known.AppVersion,
        OsVersion = DeviceBody.Text(body.OsVersion, PairEndpoint.LongestVersion) ?? known.OsVersion,
        OwnNumber = DeviceBody.TryNumber(body.OwnNumber, out var number) && number is not null ? number : known.OwnNumber,
        SeenAt = now,
        ReportedAt = now,
        Report = new DeviceReport(
            body.Permissions?.Read() ?? DevicePermissions.Unknown, body.Clock is { } clock ? Math.Round((clock - now).TotalSeconds, 1) : null,
            DeviceBody.Text(body.Cursor, LongestCursor), body.PendingUploads is { } pending ? Math.Max(0, pending) : null),
    };

    private static string StateOf(Device device, Account account) => device.Stage switch
    {
        DeviceStage.Claimed => "unconfirmed",
        DeviceStage.Serving when DeviceDoor.ServesNow(account) => "active",
        _ => "inactive",
    };
}
