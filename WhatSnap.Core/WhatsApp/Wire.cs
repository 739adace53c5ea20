using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.WhatsApp;

/// <summary>WAHA's SessionInfo and SessionDTO, as far as they are used, and what the bundled gateway adds.</summary>
internal sealed record WireSession(
    string? Status, string? Reason, WireMe? Me, bool? CaughtUp = null, string? WorkerUrl = null, JsonElement Timestamps = default, JsonElement Config = default);

/// <summary>WAHA's MeInfo: <c>id</c> is <c>digits@c.us</c>.</summary>
internal sealed record WireMe(string? Id, JsonElement ReachoutTimelock = default, JsonElement NewChatCap = default);

internal sealed record WireNewSession(string Name, bool Start, WireConfig Config);

internal sealed record WireChangedSession(WireConfig Config);

internal sealed record WireConfig(IReadOnlyList<WireWebhook> Webhooks)
{
    public required WireIgnore Ignore { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WireMetadata? Metadata { get; init; }
}

/// <summary>WAHA's IgnoreConfig: the chats of which nothing is told.</summary>
internal sealed record WireIgnore(bool Status, bool Groups, bool Channels, bool Broadcast);

/// <summary>WAHA leaves the metadata to its users; the bundled gateway brings in what the phone's history holds since then (seconds).</summary>
internal sealed record WireMetadata(string MessagesSince);

internal sealed record WireWebhook(string Url, IReadOnlyList<string> Events, WireHmac Hmac, WireRetries Retries);

internal sealed record WireHmac(string Key)
{
    public override string ToString() => nameof(WireHmac);
}

internal sealed record WireRetries(string Policy, int DelaySeconds, int Attempts);

internal sealed record WireNewKey(string Session, bool IsAdmin, bool IsActive);

/// <summary>Answers that hold one text: a key, a QR code's text, a code.</summary>
internal sealed record WireText(string? Key, string? Value, string? Code)
{
    public override string ToString() => nameof(WireText);
}

/// <summary>WAHA's LidToPhoneNumber: <c>pn</c> is <c>digits@c.us</c>.</summary>
internal sealed record WireLid(string? Pn)
{
    public override string ToString() => nameof(WireLid);
}

internal sealed record WirePhone(string PhoneNumber)
{
    public override string ToString() => nameof(WirePhone);
}

/// <summary>A refusal; the bundled gateway names the one that runs the session, and the status of one that does not work.</summary>
internal sealed record WireRefusal(string? Code, string? WorkerUrl, string? Status);

/// <summary>WAHA's MessageTextRequest.</summary>
internal sealed record WireTextMessage(string Session, string ChatId, string Text, string Id)
{
    public override string ToString() => nameof(WireTextMessage);
}

/// <summary>WAHA's MessageImageRequest, MessageFileRequest and MessageVoiceRequest, the last of which needs <c>convert</c>.</summary>
internal sealed record WireFileMessage(
    string Session, string ChatId, WireFile File, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Caption, string Id)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Convert { get; init; }

    public override string ToString() => nameof(WireFileMessage);
}

/// <summary>WAHA's RemoteFile.</summary>
internal sealed record WireFile(string Mimetype, string Filename, string Url)
{
    public override string ToString() => nameof(WireFile);
}

internal sealed record WireChat(string Session, string ChatId)
{
    public override string ToString() => nameof(WireChat);
}

/// <summary>WAHA's WANumberExistResult.</summary>
internal sealed record WireExists(bool? NumberExists, string? ChatId)
{
    public override string ToString() => nameof(WireExists);
}

/// <summary>WAHA's WAMessage as the answer to a send.</summary>
internal sealed record WireSent(JsonElement Id, int? Ack);

/// <summary>WAHA's WAMessageAckBody: <c>id</c> is <c>true_chat_id</c>; the bundled gateway adds WhatsApp's error.</summary>
internal sealed record WireAck(
    string? Id, int? Ack, [property: JsonPropertyName("_data")] JsonElement Data)
{
    public override string ToString() => nameof(WireAck);
}

/// <summary>WAHA's webhook envelope; what the payload is depends on the event, and <c>me</c> is WAHA's MeInfo.</summary>
internal sealed record WireEvent(string? Id, long? Timestamp, string? Event, string? Session, JsonElement Payload, JsonElement Me = default)
{
    public override string ToString() => nameof(WireEvent);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WireSession))]
[JsonSerializable(typeof(WireNewSession))]
[JsonSerializable(typeof(WireChangedSession))]
[JsonSerializable(typeof(WireNewKey))]
[JsonSerializable(typeof(WireText))]
[JsonSerializable(typeof(WirePhone))]
[JsonSerializable(typeof(WireLid))]
[JsonSerializable(typeof(WireRefusal))]
[JsonSerializable(typeof(WireTextMessage))]
[JsonSerializable(typeof(WireFileMessage))]
[JsonSerializable(typeof(WireChat))]
[JsonSerializable(typeof(WireExists))]
[JsonSerializable(typeof(WireSent))]
[JsonSerializable(typeof(WireAck))]
[JsonSerializable(typeof(WireEvent))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class WahaJson : JsonSerializerContext;
