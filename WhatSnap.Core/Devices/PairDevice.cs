using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>What a device says of itself when it brings a code.</summary>
public sealed record PairClaim(
    string? Code, DevicePlatform Platform, string Name, string? AppVersion, string? OsVersion, PhoneNumber? OwnNumber)
{
    /// <summary>True for SMSGate, which also needs an address to tell to and a key to sign with.</summary>
    public bool IsSmsGate { get; init; }

    public override string ToString() => nameof(PairClaim);
}

/// <summary>How the attempt of a device to be paired ended.</summary>
public abstract record PairOutcome
{
    private PairOutcome()
    {
    }

    /// <summary>It has a token; what it may do is decided by its owner and its account.</summary>
    public sealed record Paired(Device Device, Account Account, Secret Token) : PairOutcome;

    /// <summary>The code is wrong, was used, or is over.</summary>
    public sealed record CodeWrong : PairOutcome;

    /// <summary>Its address has to wait.</summary>
    public sealed record TooMany(TimeSpan Wait) : PairOutcome;
}

/// <summary>Pairs a device by the code that its owner typed on it, and wakes the flow that connects its account.</summary>
public sealed partial class PairDevice(
    PairLimits limits, DeviceCodes codes, DeviceTable devices, AccountTable accounts, TimeProvider time, ILogger<PairDevice> logger)
{
    /// <param name="claim">What the device says.</param>
    /// <param name="address">From where it calls.</param>
    /// <param name="flows">Where the account's flow runs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<PairOutcome> RunAsync(PairClaim claim, IPAddress? address, IFlowHost flows, CancellationToken cancellationToken)
    {
        if (limits.TryBegin(address) is { } wait)
        {
            LogTooMany();
            return new PairOutcome.TooMany(wait);
        }

        if (await codes.ClaimAsync(claim.Code, cancellationToken) is not { } key
            || await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken) is not { Platform: Platform.Device } account
            || !RunConnectionStep.IsBeingConnected(account)) return new PairOutcome.CodeWrong();

        limits.Forgive(address);
        using var scope = logger.OfAccount(key.LocationId, key.AccountId);
        var now = time.GetUtcNow();
        var id = DeviceTokens.NewId();
        var token = DeviceTokens.New(id);
        var device = new Device(key.LocationId, key.AccountId, id, claim.Platform, claim.Name)
        {
            AppVersion = claim.AppVersion,
            OsVersion = claim.OsVersion,
            OwnNumber = claim.OwnNumber,
            PairedAt = now,
            SeenAt = now,
            TokenHash = DeviceTokens.HashOf(token),
            SmsGate = claim.IsSmsGate ? SmsGateLink.New() : null,
        };
        await devices.AddAsync(device, cancellationToken);
        LogPaired(id, DevicePlatforms.NameOf(claim.Platform));
        await flows.RaiseAsync(ConnectFlow.InstanceOf(key), ConnectDevice.DeviceEvent, "paired", cancellationToken);
        return new PairOutcome.Paired(device, account, token);
    }

    [LoggerMessage(LogLevel.Information, "Device {DeviceId} ({Platform}) used its account's code")]
    private partial void LogPaired(string deviceId, string platform);

    [LoggerMessage(LogLevel.Warning, "An address that brought wrong codes has to wait")]
    private partial void LogTooMany();
}
