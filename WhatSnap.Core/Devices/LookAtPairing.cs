using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>Looks whether a device used the account's code, and asks the owner whether it is the right one.</summary>
public sealed class LookAtPairing(RunConnectionStep step, DeviceTable devices, DeviceCodes codes)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var found = "";
        var result = await step.RunAsync(
            account, ConnectionSteps.Pair,
            async known =>
            {
                var one = await LookAsync(known, cancellationToken);
                found = one.Code;
                return [one];
            },
            cancellationToken);
        return result == RunConnectionStep.Passed ? found : result;
    }

    private async Task<StepResult> LookAsync(Account account, CancellationToken cancellationToken)
    {
        var device = (await devices.ListAsync(account.Key, cancellationToken)).FirstOrDefault(one => one.Stage == DeviceStage.Claimed);
        if (device is not null) return new StepResult(ConnectionSteps.Pair, StepFindings.DeviceClaimed, device.Name);
        var isShown = await codes.ExpiryAsync(account.Key, cancellationToken) is not null;
        return new StepResult(ConnectionSteps.Pair, isShown ? StepFindings.CodeShown : StepFindings.CodeWanted);
    }
}

/// <summary>Notes that the owner said that the device is the right one.</summary>
public sealed class ConfirmDevice(RunConnectionStep step, DeviceTable devices)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Pair,
        async known =>
        {
            // An earlier try may have been done although its answer was lost.
            var device = (await devices.ListAsync(known.Key, cancellationToken)).FirstOrDefault(one => one.Stage != DeviceStage.Serving);
            var confirmed = device is null ? null
                : await devices.UpdateAsync(device, now => now.Stage == DeviceStage.Claimed ? now with { Stage = DeviceStage.Confirmed } : null, cancellationToken);
            return [confirmed is null ? new StepResult(ConnectionSteps.Pair, "device_gone") : new StepResult(ConnectionSteps.Pair, "device_paired", confirmed.Name)];
        },
        cancellationToken);
}
