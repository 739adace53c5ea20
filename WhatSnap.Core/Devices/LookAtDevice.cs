using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>Looks whether the confirmed device has all that it needs, and says what to do on it.</summary>
public sealed class LookAtDevice(RunConnectionStep step, DeviceTable devices)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var found = "";
        var result = await step.RunAsync(
            account, ConnectionSteps.Ready,
            async known =>
            {
                var results = await LookAsync(known, cancellationToken);
                found = results[0].Code;
                return results;
            },
            cancellationToken);
        return result == RunConnectionStep.Passed && StepFindings.Of(found).Severity == Severity.Running ? found : result;
    }

    /// <summary>What the time that is over makes of what was waited for.</summary>
    internal static string FailureOf(string wanted) =>
        wanted == StepFindings.TestTextWanted ? StepFindings.TestTextMissing
            : DeviceTroubles.All.FirstOrDefault(one => one.WantedCode == wanted)?.State.Code ?? StepFindings.DeviceSilent;

    private async Task<IReadOnlyList<StepResult>> LookAsync(Account account, CancellationToken cancellationToken)
    {
        var device = (await devices.ListAsync(account.Key, cancellationToken)).FirstOrDefault(one => one.Stage == DeviceStage.Confirmed);
        if (device is null) return [Found("device_gone")];

        // A Shortcut runs when a message comes, and tells nothing of itself.
        if (device.Platform == DevicePlatform.Iphone) return [Found("device_receives")];
        if (DeviceTroubles.Of(device) is { } trouble) return [Found(trouble.WantedCode)];
        if (device.ReportedAt is null) return [Found(device.SmsGate is null ? StepFindings.DeviceUnheard : StepFindings.PhoneUnheard)];

        // What comes by RCS passes the app by.
        if (device.SmsGate is { TestedAt: null }) return [Found(StepFindings.TestTextWanted) with { Detail = TestText.Of(device) }];
        return [Found(StepFindings.DeviceReady), .. DeviceTroubles.WarningsOf(device)];
    }

    private static StepResult Found(string code) => new(ConnectionSteps.Ready, code);
}
