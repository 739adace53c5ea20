using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// The door of what SMSGate calls with its token, as that of the device API. The app takes 401 for the end of its registration, so that
/// it hears that only when its access was really revoked.
/// </summary>
public sealed class SmsGateDoor(DeviceDoor door)
{
    /// <summary>Runs an endpoint for the phone that calls, also before it serves its account.</summary>
    public Task<IResult> EnterAsync(HttpRequest request, Func<Device, SmsGateLink, Account, Task<IResult>> run, CancellationToken cancellationToken) =>
        door.EnterAsync(
            request, DeviceCall.Report,
            (device, account) => device.SmsGate is { } link ? run(device, link, account) : Task.FromResult(OtherDevice()), cancellationToken);

    /// <summary>True for a phone whose account's messages come and go by it.</summary>
    internal static bool Serves(Device device, Account account) => device.Stage == DeviceStage.Serving && DeviceDoor.ServesNow(account);

    private static IResult OtherDevice() => Answers.Refuse(
        StatusCodes.Status403Forbidden, "This is the token of another kind of device.", "Call the device API, docs/device-api.md.");
}

/// <summary>How often strangers may call what is open to all: 10 times at once from an address, then once a second.</summary>
public sealed class SmsGateLimits : IDisposable
{
    internal const int Burst = 10;
    private readonly TokenBuckets _perAddress = new(Burst, 1);

    public bool Admits(HttpRequest request) => _perAddress.Admits(CallerAddress.Of(request)?.ToString() ?? "");

    public void Dispose() => _perAddress.Dispose();
}
