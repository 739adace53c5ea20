using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>Lets the new device serve its account; the one before has no access from then on.</summary>
public sealed class KeepDevice(RunConnectionStep step, DeviceTable devices, DropDevices drop)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Activate,
        async known => [new StepResult(ConnectionSteps.Activate, await KeepAsync(known, cancellationToken))], cancellationToken);

    private async Task<string> KeepAsync(Account account, CancellationToken cancellationToken)
    {
        // An earlier try may have been done although its answer was lost: then the newest one serves already.
        var known = await devices.ListAsync(account.Key, cancellationToken);
        var device = known.FirstOrDefault(one => one.Stage == DeviceStage.Confirmed) ?? known.FirstOrDefault(one => one.Stage == DeviceStage.Serving);
        var kept = device is null ? null : await devices.UpdateAsync(device, now => now.Stage == DeviceStage.Confirmed ? now with { Stage = DeviceStage.Serving } : null, cancellationToken);
        if (kept is null) return "device_gone";
        await drop.RunAsync(account, one => one.DeviceId != kept.DeviceId, cancellationToken);
        return StepFindings.Running;
    }
}

/// <summary>Takes the devices of a connection that failed their access; one that served the account before goes on.</summary>
public sealed class UndoDevice(AccountTable accounts, DropDevices drop)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        if (await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken) is { } known && RunConnectionStep.IsBeingConnected(known))
        {
            var goesOn = known.StateBefore == AccountStates.Active.Code;
            await drop.RunAsync(known, device => !goesOn || device.Stage != DeviceStage.Serving, cancellationToken);
        }

        return RunConnectionStep.Passed;
    }
}
