using Azure;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices.SmsGate;

namespace WhatSnap.Core.Devices;

/// <summary>What kind of device an account's messages come and go by.</summary>
public enum DevicePlatform
{
    /// <summary>A phone with the Android app: SMS.</summary>
    Android,

    /// <summary>A Mac with the companion: iMessage, and SMS through an iPhone.</summary>
    Mac,

    /// <summary>An iPhone with a Shortcut: it only brings what it receives.</summary>
    Iphone,
}

/// <summary>How far a device is.</summary>
public enum DeviceStage
{
    /// <summary>It used the code; its owner has not said yet that it is the right one.</summary>
    Claimed,

    /// <summary>Its owner confirmed it; its account is not active by it yet.</summary>
    Confirmed,

    /// <summary>Its account's messages come and go by it.</summary>
    Serving,
}

/// <summary>A phone or Mac that was paired with an account of kind device.</summary>
/// <param name="LocationId">GoHighLevel's location id.</param>
/// <param name="AccountId">Our id of the account.</param>
/// <param name="DeviceId">Our id of the device, 32 hex digits.</param>
/// <param name="Platform">What it is.</param>
/// <param name="Name">How it calls itself.</param>
public sealed record Device(string LocationId, string AccountId, string DeviceId, DevicePlatform Platform, string Name)
{
    public DeviceStage Stage { get; init; }

    public string? AppVersion { get; init; }

    public string? OsVersion { get; init; }

    public DateTimeOffset PairedAt { get; init; }

    /// <summary>When a call of it came last, to half a minute.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>When it told last how it fares; null before the first time.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>What it told last.</summary>
    public DeviceReport Report { get; init; } = DeviceReport.None;

    /// <summary>Its own number as it told it; null where it did not.</summary>
    public PhoneNumber? OwnNumber { get; init; }

    /// <summary>SHA-256 of its token, in hex.</summary>
    public required string TokenHash { get; init; }

    /// <summary>SHA-256 of the token that takes the place of the other one when it is used first; null while there is none.</summary>
    public string? NextTokenHash { get; init; }

    /// <summary>When its test text came, which shows that what people write gets here; null before.</summary>
    public DateTimeOffset? TestedAt { get; init; }

    /// <summary>What only a phone with SMSGate has; null for every other device.</summary>
    public SmsGateLink? SmsGate { get; init; }

    /// <summary>The version of its row; the default for a device that is not stored.</summary>
    public ETag ETag { get; init; }

    public AccountKey Account => new(LocationId, AccountId);

    /// <summary>What compilers make of a record would show the hashes.</summary>
    public override string ToString() => $"device {DeviceId} of {AccountId}";
}

/// <summary>What a device told of itself; null is "not known".</summary>
/// <param name="Permissions">What its system lets it do.</param>
/// <param name="ClockAheadSeconds">How far its clock was ahead of ours; negative behind.</param>
/// <param name="Cursor">How far it has read its own store; opaque.</param>
/// <param name="PendingUploads">How many messages wait on it to be brought here.</param>
public sealed record DeviceReport(DevicePermissions Permissions, double? ClockAheadSeconds, string? Cursor, int? PendingUploads)
{
    public static DeviceReport None { get; } = new(DevicePermissions.Unknown, null, null, null);

    /// <summary>How SMSGate judges itself: <c>pass</c>, <c>warn</c> or <c>fail</c>; null for other apps.</summary>
    public string? AppHealth { get; init; }
}

/// <summary>What a device's system lets it do; null is "not known", which is no trouble.</summary>
/// <param name="FullDiskAccess">A Mac: Messages' database can be read.</param>
/// <param name="Automation">A Mac: it may send by Messages.</param>
/// <param name="MessagesRunning">A Mac: Messages is open.</param>
/// <param name="Imessage">A Mac: Messages is signed in to iMessage.</param>
/// <param name="SmsForwarding">A Mac: SMS through the iPhone.</param>
/// <param name="Sms">Android: the app may read and send SMS.</param>
/// <param name="Battery">Android: the system does not put the app to sleep.</param>
public sealed record DevicePermissions(
    bool? FullDiskAccess, bool? Automation, bool? MessagesRunning, bool? Imessage, bool? SmsForwarding, bool? Sms, bool? Battery)
{
    public static DevicePermissions Unknown { get; } = new(null, null, null, null, null, null, null);
}

/// <summary>The names of the platforms on the wire.</summary>
public static class DevicePlatforms
{
    public static string NameOf(DevicePlatform platform) => platform switch
    {
        DevicePlatform.Android => "android",
        DevicePlatform.Mac => "mac",
        DevicePlatform.Iphone => "iphone",
        _ => throw new ArgumentOutOfRangeException(nameof(platform)),
    };

    /// <summary>The platform of a name; null for what is none.</summary>
    public static DevicePlatform? Find(string? name) =>
        Enum.GetValues<DevicePlatform>().Where(one => NameOf(one) == name).Select(one => (DevicePlatform?)one).FirstOrDefault();
}
