using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.WhatsApp;

/// <summary>WAHA's SessionInfo and SessionDTO, as far as they are used.</summary>
internal sealed record WireSession(string? Status, string? Reason, WireMe? Me, JsonElement Config = default);

/// <summary>WAHA's MeInfo: <c>id</c> is <c>digits@c.us</c>.</summary>
internal sealed record WireMe(string? Id);

internal sealed record WireNewSession(string Name, bool Start, WireConfig Config);

internal sealed record WireChangedSession(WireConfig Config);

internal sealed record WireConfig(IReadOnlyList<WireWebhook> Webhooks);

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

/// <summary>A refusal; the bundled gateway names the one that runs the session.</summary>
internal sealed record WireRefusal(string? Code, string? WorkerUrl);

/// <summary>WAHA's webhook envelope; what the payload is depends on the event.</summary>
internal sealed record WireEvent(string? Id, long? Timestamp, string? Event, string? Session, JsonElement Payload)
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
[JsonSerializable(typeof(WireEvent))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class WahaJson : JsonSerializerContext;
