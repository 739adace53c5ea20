using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using WhatSnap.Core.Devices;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Devices;

/// <summary>The flow that connects an account to a phone or Mac.</summary>
public static class FlowConnectDevice
{
    [Function(ConnectDevice.Name)]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        DurableFlow.RunAsync(context, ConnectDevice.RunAsync);
}

/// <summary>The activities of pairing a device.</summary>
public sealed class DeviceActivities(
    LookAtPairing lookAtPairing, ConfirmDevice confirm, LookAtDevice look, ClaimDeviceNumber claim, KeepDevice keep, UndoDevice undo)
{
    [Function(nameof(LookAtPairing))]
    public Task<string> LookAtPairingAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        lookAtPairing.RunAsync(input, cancellationToken);

    [Function(nameof(ConfirmDevice))]
    public Task<string> ConfirmAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        confirm.RunAsync(input, cancellationToken);

    [Function(nameof(LookAtDevice))]
    public Task<string> LookAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        look.RunAsync(input, cancellationToken);

    [Function(nameof(ClaimDeviceNumber))]
    public Task<string> ClaimAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        claim.RunAsync(input, cancellationToken);

    [Function(nameof(KeepDevice))]
    public Task<string> KeepAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        keep.RunAsync(input, cancellationToken);

    [Function(nameof(UndoDevice))]
    public Task<string> UndoAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        undo.RunAsync(input, cancellationToken);
}
