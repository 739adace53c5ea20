using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.Devices;

/// <summary>Body of <c>POST /device/v1/pair</c> (docs/device-api.md, as all of these).</summary>
internal sealed record PairBody(string? Code, string? Platform, string? Name, string? AppVersion, string? OsVersion, string? OwnNumber)
{
    public override string ToString() => nameof(PairBody);
}

/// <summary>Answer to it.</summary>
internal sealed record PairedAnswer(
    string DeviceId, string Token, string AccountName, string ServerTime, int HeartbeatSeconds, DeviceSettings Settings)
{
    public override string ToString() => nameof(PairedAnswer);
}

/// <summary>Answer to <c>POST /device/v1/token/rotate</c>.</summary>
internal sealed record TokenAnswer(string Token)
{
    public override string ToString() => nameof(TokenAnswer);
}

/// <summary>Body of <c>POST /device/v1/heartbeat</c>.</summary>
internal sealed record HeartbeatBody(
    string? AppVersion, string? OsVersion, DateTimeOffset? Clock, PermissionsBody? Permissions, string? OwnNumber, string? Cursor, int? PendingUploads)
{
    public override string ToString() => nameof(HeartbeatBody);
}

/// <summary>What a device's system lets it do.</summary>
internal sealed record PermissionsBody(
    bool? FullDiskAccess, bool? Automation, bool? MessagesRunning, bool? Imessage, bool? SmsForwarding, bool? Sms, bool? Battery)
{
    public DevicePermissions Read() => new(FullDiskAccess, Automation, MessagesRunning, Imessage, SmsForwarding, Sms, Battery);
}

/// <summary>Answer to it.</summary>
internal sealed record HeartbeatAnswer(
    string ServerTime, string State, string AccountName, int HeartbeatSeconds, string? MinVersion, DeviceSettings Settings);

/// <summary>What its owner chose for a device; nothing can be chosen so far.</summary>
internal sealed record DeviceSettings;

/// <summary>How times stand on the wire.</summary>
internal static class DeviceTime
{
    /// <summary>How often a device reports.</summary>
    public const int HeartbeatSeconds = 60;

    /// <summary>Exactly three digits: Android's app misreads more of them.</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PairBody))]
[JsonSerializable(typeof(PairedAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(HeartbeatBody))]
[JsonSerializable(typeof(HeartbeatAnswer))]
internal sealed partial class DeviceJson : JsonSerializerContext;
