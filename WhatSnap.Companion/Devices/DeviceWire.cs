using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Companion.Devices;

internal sealed record WirePair(string Code, string Platform, string Name, string AppVersion, string OsVersion);

internal sealed record WirePaired(string? DeviceId, string? Token);

internal sealed record WireToken(string? Token);

internal sealed record WireHeartbeat(
    string AppVersion, string OsVersion, DateTimeOffset Clock, WirePermissions Permissions, string Cursor, int PendingUploads);

/// <summary>What macOS allows; null is not known.</summary>
internal sealed record WirePermissions(bool FullDiskAccess, bool Automation, bool MessagesRunning, bool? Imessage, bool? SmsForwarding);

internal sealed record WireBeaten(DateTimeOffset? ServerTime, string? MinVersion);

internal sealed record WireOutbox(IReadOnlyList<WireOutboxItem>? Items);

/// <summary>One message to send, leased to this Mac for a while; by <c>auto</c>, <c>imessage</c> or <c>sms</c>.</summary>
internal sealed record WireOutboxItem(
    string Id, string LeaseId, string To, string? Service, string? Text, IReadOnlyList<WireOutboxFile>? Attachments, DateTimeOffset? ExpiresAt);

internal sealed record WireOutboxFile(string Id, string Url, string? Name, string? Type, long? Size, string? Sha256);

internal sealed record WireClaim(string LeaseId);

/// <summary>What became of a message, as far as this Mac knows: <c>sent</c>, <c>delivered</c>, <c>failed</c> or <c>unknown</c>.</summary>
internal sealed record WireReceipt(
    string Id, string LeaseId, string State, string? Service, string? ProviderGuid, string? Error, DateTimeOffset At);

internal sealed record WireReceipts(IReadOnlyList<WireReceipt> Items);

internal sealed record WireInbox(IReadOnlyList<WireInboxItem> Items);

internal sealed record WireInboxItem(
    string Key, string Direction, string? From, string? To, string? ChatKey, bool IsGroup, string? Service, string Text,
    DateTimeOffset? SentAt, IReadOnlyList<WireInboxFile> Attachments);

internal sealed record WireInboxFile(string Sha256, string? Name, string? Type, long Size);

internal sealed record WireInboxResults(IReadOnlyList<WireInboxResult>? Items);

/// <summary>What became of one message: <c>stored</c>, <c>duplicate</c>, <c>rejected</c>, <c>attachment_missing</c> or <c>not_yet</c>.</summary>
internal sealed record WireInboxResult(string? Key, string? Result, string? Reason);

internal sealed record WireProblem(string? Title, string? Detail);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WirePair))]
[JsonSerializable(typeof(WirePaired))]
[JsonSerializable(typeof(WireToken))]
[JsonSerializable(typeof(WireHeartbeat))]
[JsonSerializable(typeof(WireBeaten))]
[JsonSerializable(typeof(WireOutbox))]
[JsonSerializable(typeof(WireClaim))]
[JsonSerializable(typeof(WireReceipts))]
[JsonSerializable(typeof(WireInbox))]
[JsonSerializable(typeof(WireInboxResults))]
[JsonSerializable(typeof(WireProblem))]
internal sealed partial class DeviceJson : JsonSerializerContext;
