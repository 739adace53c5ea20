using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>
/// Takes what a confirmed device brings before it serves its account: its test text shows that what people write gets here. Nothing of any
/// other message is kept; the device keeps it and brings it again.
/// </summary>
public sealed class TryOutDevice(DeviceTable devices, TimeProvider time)
{
    /// <summary>True for a device that its owner has confirmed and whose account is being connected by it.</summary>
    internal static bool Concerns(Device device, Account account) =>
        device.Stage == DeviceStage.Confirmed && account.AfterAttempt is null && RunConnectionStep.IsBeingConnected(account);

    public async Task<InboxOutcome> RunAsync(Device device, DeviceItem item, IFlowHost flows, CancellationToken cancellationToken)
    {
        if (!TestText.IsIn(device, item.Text)) return MayForward.IsTooOld(device, item) ? new InboxOutcome.Rejected(InboxRefusals.TooOld) : new InboxOutcome.NotYet();

        await devices.UpdateAsync(device, known => known.TestedAt is null ? known with { TestedAt = time.GetUtcNow() } : null, cancellationToken);

        // Also when it is told again: a crash before this line may have lost the event.
        await flows.RaiseAsync(ConnectFlow.InstanceOf(device.Account), ConnectDevice.DeviceEvent, "tested", cancellationToken);
        return new InboxOutcome.Rejected(InboxRefusals.TestText);
    }
}
