using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Health;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>Looks why an account of a phone or Mac may not work: whether the device is paired, calls, and has what it needs.</summary>
public sealed class TroubleshootDevice(DeviceTable devices, TimeProvider time) : ITroubleshoot
{
    public Platform Platform => Platform.Device;

    public IReadOnlyList<Task<IReadOnlyList<StepView>>> Run(Account account, CancellationToken cancellationToken) => [LookAsync(account, cancellationToken)];

    private async Task<IReadOnlyList<StepView>> LookAsync(Account account, CancellationToken cancellationToken)
    {
        var device = (await devices.ListAsync(account.Key, cancellationToken)).FirstOrDefault(one => one.Stage == DeviceStage.Serving);
        if (device is null) return [StepView.Of(new StepResult(ConnectionSteps.Pair, "device_missing"))];

        List<StepResult> found = [new(ConnectionSteps.Pair, "device_paired", device.Name)];
        if (device.Platform == DevicePlatform.Iphone) return [.. found.Append(new StepResult(ConnectionSteps.Ready, "device_receives")).Select(StepView.Of)];
        var state = DeviceTroubles.StateOf(device, time.GetUtcNow());
        found.Add(new StepResult(ConnectionSteps.Ready, state?.Code ?? "device_reports"));
        return [.. found.Concat(DeviceTroubles.WarningsOf(device)).Select(StepView.Of)];
    }
}
