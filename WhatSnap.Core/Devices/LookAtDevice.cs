using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>Looks whether the confirmed device has all that it needs, and says what to do on it.</summary>
public sealed class LookAtDevice(RunConnectionStep step, DeviceTable devices)
{
    /// <summary>What is said while the test text is waited for, and what when it did not come. An app or a Mac that is well may still hear of no text.</summary>
    private static readonly IReadOnlyDictionary<DevicePlatform, (string Wanted, string Missing)> TestFindings = new Dictionary<DevicePlatform, (string, string)>
    {
        [DevicePlatform.Android] = (StepFindings.TestTextWanted, StepFindings.TestTextMissing),
        [DevicePlatform.Mac] = (StepFindings.MacTextWanted, StepFindings.MacTextMissing),
        [DevicePlatform.Iphone] = (StepFindings.ShortcutTextWanted, StepFindings.ShortcutTextMissing),
    };

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
        TestFindings.Values.FirstOrDefault(one => one.Wanted == wanted).Missing
            ?? DeviceTroubles.All.FirstOrDefault(one => one.WantedCode == wanted)?.State.Code ?? StepFindings.DeviceSilent;

    private async Task<IReadOnlyList<StepResult>> LookAsync(Account account, CancellationToken cancellationToken)
    {
        var device = (await devices.ListAsync(account.Key, cancellationToken)).FirstOrDefault(one => one.Stage == DeviceStage.Confirmed);
        if (device is null) return [Found("device_gone")];

        // A Shortcut runs when a message comes, and tells nothing of itself.
        var tells = device.Platform != DevicePlatform.Iphone;
        if (tells && DeviceTroubles.Of(device) is { } trouble) return [Found(trouble.WantedCode)];
        if (tells && device.ReportedAt is null) return [Found(device.SmsGate is null ? StepFindings.DeviceUnheard : StepFindings.PhoneUnheard)];
        if (device.TestedAt is null) return [Found(TestFindings[device.Platform].Wanted) with { Detail = TestText.Of(device) }];
        return tells ? [Found(StepFindings.DeviceReady), .. DeviceTroubles.WarningsOf(device)] : [Found("device_receives")];
    }

    private static StepResult Found(string code) => new(ConnectionSteps.Ready, code);
}
