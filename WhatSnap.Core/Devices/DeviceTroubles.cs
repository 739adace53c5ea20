using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>Something that keeps a device from its work, in the words of the account's state.</summary>
public sealed record DeviceTrouble(AccountState State, Func<Device, bool> IsOn)
{
    /// <summary>What a connection shows while it waits for it.</summary>
    public string WantedCode => State.Code + "_wanted";
}

/// <summary>What can be wrong with a device, the worst first.</summary>
public static class DeviceTroubles
{
    /// <summary>After how long without a call a device is offline.</summary>
    public static readonly TimeSpan MacOfflineAfter = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan PhoneOfflineAfter = TimeSpan.FromMinutes(30);

    /// <summary>From when a wrong clock is told.</summary>
    private static readonly TimeSpan ClockIsOff = TimeSpan.FromMinutes(5);

    /// <summary>From how many on messages that wait on a device are told.</summary>
    private const int ManyUploads = 50;

    public static readonly IReadOnlyList<DeviceTrouble> All =
    [
        Lacking(AccountStates.MacDiskAccess, told => told.FullDiskAccess),
        Lacking(AccountStates.PhoneSms, told => told.Sms),
        new(AccountStates.PhoneKey, device => device.SmsGate?.WrongKeyAt is not null),
        Lacking(AccountStates.MacAutomation, told => told.Automation),
        Lacking(AccountStates.MacSignedOut, told => told.Imessage),
        Lacking(AccountStates.MacMessagesClosed, told => told.MessagesRunning),
    ];

    /// <summary>The same as findings: one that is waited for, and one that ends a connection.</summary>
    public static readonly IReadOnlyList<StepFinding> Findings =
    [
        .. All.Select(one => new StepFinding(one.WantedCode, Severity.Running, one.State.Sentence, one.State.NextAction)),
        .. All.Select(one => one.State).Concat([AccountStates.MacOffline, AccountStates.PhoneOffline])
            .Select(state => new StepFinding(state.Code, Severity.Failed, state.Sentence, state.NextAction)),
    ];

    /// <summary>What keeps a device from its work; null when nothing is known of the kind.</summary>
    public static DeviceTrouble? Of(Device device) => All.FirstOrDefault(one => one.IsOn(device));

    /// <summary>The state of the account that a device serves; null while nothing is wrong.</summary>
    public static AccountState? StateOf(Device device, DateTimeOffset now) => device.Platform switch
    {
        DevicePlatform.Mac when now - device.SeenAt >= MacOfflineAfter => AccountStates.MacOffline,
        DevicePlatform.Android when now - device.SeenAt >= PhoneOfflineAfter => AccountStates.PhoneOffline,
        _ => Of(device)?.State,
    };

    /// <summary>What its owner should know of a device that works.</summary>
    public static IEnumerable<StepResult> WarningsOf(Device device)
    {
        var report = device.Report;
        if (report.Permissions.SmsForwarding == false) yield return new StepResult(ConnectionSteps.Ready, "mac_without_sms");
        if (report.Permissions.Battery == false) yield return new StepResult(ConnectionSteps.Ready, "phone_may_sleep");
        if (report.AppHealth == "fail") yield return new StepResult(ConnectionSteps.Ready, "phone_app_fails");
        if (report.ClockAheadSeconds is { } ahead && Math.Abs(ahead) >= ClockIsOff.TotalSeconds)
        {
            yield return new StepResult(ConnectionSteps.Ready, "device_clock_off", Whole(Math.Abs(ahead) / 60));
        }

        if (report.PendingUploads >= ManyUploads) yield return new StepResult(ConnectionSteps.Ready, "device_uploads_wait", Whole(report.PendingUploads.Value));
    }

    private static DeviceTrouble Lacking(AccountState state, Func<DevicePermissions, bool?> permission) =>
        new(state, device => permission(device.Report.Permissions) == false);

    private static string Whole(double number) => ((long)number).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
