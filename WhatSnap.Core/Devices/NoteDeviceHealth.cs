using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Devices;

/// <summary>Keeps the state of accounts whose messages come and go by a device: what the device lacks, or that it does not call any more.</summary>
public sealed partial class NoteDeviceHealth(
    AccountTable accounts, DeviceTable devices, AccountDirectory directory, TimeProvider time, ILogger<NoteDeviceHealth> logger)
{
    /// <summary>Looks at all devices of a location.</summary>
    public async Task RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
        if (!all.Any(Concerns)) return;
        var serving = (await devices.ListAsync(locationId, cancellationToken)).Where(device => device.Stage == DeviceStage.Serving).ToLookup(device => device.AccountId);
        foreach (var account in all.Where(Concerns))
        {
            if (serving[account.AccountId].FirstOrDefault() is { } device) await RunAsync(account, device, cancellationToken);
        }
    }

    /// <summary>Looks at the device that serves an account.</summary>
    public async Task RunAsync(Account account, Device device, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var trouble = DeviceTroubles.StateOf(device, now);
        if (!Concerns(account) || account.Health?.Trouble == trouble?.Code) return;
        await accounts.UpdateAsync(
            account.Key,
            known => Concerns(known) && known.Health?.Trouble != trouble?.Code ? known with { Health = (known.Health ?? new LinkHealth()).In(trouble, now) } : null,
            cancellationToken);
        directory.Forget(account);
        LogChanged(account.AccountId, trouble?.Code ?? AccountStates.Active.Code);
    }

    private static bool Concerns(Account account) => account.Platform == Platform.Device && account.StateCode == AccountStates.Active.Code;

    [LoggerMessage(LogLevel.Information, "The device of account {AccountId} is {State}")]
    private partial void LogChanged(string accountId, string state);
}
