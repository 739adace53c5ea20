using System.Net.Http.Headers;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>What a call of a device is for.</summary>
public enum DeviceCall
{
    /// <summary>It tells of itself or changes its token: also before it serves its account.</summary>
    Report,

    /// <summary>It brings what came to it: also one that is tried out.</summary>
    Inbox,

    /// <summary>It brings a text: also a device that may do nothing else, and one that is tried out.</summary>
    Bring,

    /// <summary>All that is about messages.</summary>
    Messages,
}

/// <summary>
/// The door of every <c>/device/v1/</c> endpoint but pairing: <c>Authorization: Bearer</c> and a token that says which device, account and
/// location it is; nothing else does.
/// </summary>
public sealed partial class DeviceDoor(
    DeviceTokens tokens, DeviceTable devices, AccountDirectory accounts, DeviceLimits limits, TimeProvider time, ILogger<DeviceDoor> logger)
{
    /// <summary>How old the note of the last call may become before it is written anew.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(30);

    /// <summary>Somebody sits before a device while its account is connected: it does not wait ever longer, as it else would.</summary>
    private static readonly TimeSpan WhileConnecting = TimeSpan.FromSeconds(10);

    private const string Scheme = "Bearer";

    /// <summary>Runs an endpoint for the device that calls; else a refusal of <see cref="DeviceRefusals"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="call">What the endpoint is for.</param>
    /// <param name="run">The endpoint, for the device and its account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IResult> EnterAsync(
        HttpRequest request, DeviceCall call, Func<Device, Account, Task<IResult>> run, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        try
        {
            if (TokenOf(request) is not { } token || await tokens.FindAsync(token, cancellationToken) is not { } device) return Unknown(request);
            if (!limits.Admits(device)) return DeviceRefusals.TooManyCalls.Answer(DeviceLimits.Pause);
            using var scope = logger.OfAccount(device.LocationId, device.AccountId);
            if (await AccountOfAsync(device, cancellationToken) is not { } account) return Unknown(request);
            if (await SeeAsync(device, cancellationToken) is not { } seen) return Unknown(request);
            return RefusalOf(seen, account, call) is { } refusal ? refusal.Answer(WaitOf(refusal, account)) : await run(seen, account);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogStorageFailed(failed.GetType().Name);
            return DeviceRefusals.TryLater.Answer();
        }
    }

    /// <summary>What is remembered of an account may be from before it began to be connected by this device.</summary>
    private Task<Account?> AccountOfAsync(Device device, CancellationToken cancellationToken) => device.Stage == DeviceStage.Serving
        ? accounts.FindAsync(device.LocationId, device.AccountId, cancellationToken)
        : accounts.FindAnewAsync(device.LocationId, device.AccountId, cancellationToken);

    private static DeviceRefusal? RefusalOf(Device device, Account account, DeviceCall call) => call switch
    {
        DeviceCall.Report => null,
        _ when device.Stage == DeviceStage.Claimed => DeviceRefusals.NotConfirmed,
        DeviceCall.Bring or DeviceCall.Inbox when TryOutDevice.Concerns(device, account) && MayCall(device, call) => null,
        _ when device.Stage != DeviceStage.Serving || !ServesNow(account) => DeviceRefusals.AccountInactive,
        _ when !MayCall(device, call) => DeviceRefusals.InboxOnly,
        _ => null,
    };

    /// <summary>A Shortcut brings texts, and does nothing else.</summary>
    private static bool MayCall(Device device, DeviceCall call) => device.Platform != DevicePlatform.Iphone || call == DeviceCall.Bring;

    private static TimeSpan? WaitOf(DeviceRefusal refusal, Account account) =>
        (refusal == DeviceRefusals.NotConfirmed || refusal == DeviceRefusals.AccountInactive) && RunConnectionStep.IsBeingConnected(account) ? WhileConnecting : null;

    /// <summary>True for an account whose messages come and go, also while another device is paired in the place of this one.</summary>
    internal static bool ServesNow(Account account) => account.AfterAttempt is null
        && (account.StateCode == AccountStates.Active.Code
            || (account.StateCode == AccountStates.Reconnecting.Code && account.StateBefore == AccountStates.Active.Code));

    /// <returns>Null for a device that was revoked meanwhile.</returns>
    private Task<Device?> SeeAsync(Device device, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return devices.UpdateAsync(device, known => now - known.SeenAt < SeenWithin ? null : known with { SeenAt = now }, cancellationToken);
    }

    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1 && AuthenticationHeaderValue.TryParse(header[0], out var value)
            && value.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase) && value.Parameter is { Length: > 0 } token
                ? token
                : null;
    }

    private static IResult Unknown(HttpRequest request)
    {
        request.HttpContext.Response.Headers.WWWAuthenticate = Scheme;
        return DeviceRefusals.TokenUnknown.Answer();
    }

    [LoggerMessage(LogLevel.Error, "A call of a device could not be answered: storage failed ({Error})")]
    private partial void LogStorageFailed(string error);
}

/// <summary>How many calls a device may make to one host: 50 at once, then 5 a second.</summary>
public sealed class DeviceLimits : IDisposable
{
    internal const int Burst = 50;

    /// <summary>After it, a device that called too often may make some calls again.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly TokenBuckets _perDevice;

    public DeviceLimits()
        : this(Burst, 5)
    {
    }

    /// <summary>Other limits, for devices whose hours pass within seconds.</summary>
    internal DeviceLimits(int burst, int perSecond) => _perDevice = new TokenBuckets(burst, perSecond);

    /// <summary>True when the device may call now.</summary>
    public bool Admits(Device device) => _perDevice.Admits(device.DeviceId);

    public void Dispose() => _perDevice.Dispose();
}
