using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>Answer to <c>POST /sms/device</c> (SMSGate 1.68, <c>modules/gateway/GatewayApi.kt</c>, as all of these).</summary>
internal sealed record RegisteredAnswer(string Id, string Token, string Login)
{
    public override string ToString() => nameof(RegisteredAnswer);
}

/// <summary>Answer to <c>GET /sms/device</c>.</summary>
internal sealed record AddressAnswer(string ExternalIp);

/// <summary>One message that the phone is to send, or to take back.</summary>
/// <param name="Id">At most 36 characters; the app knows a message by it.</param>
/// <param name="TextMessage">The text.</param>
/// <param name="PhoneNumbers">The one receiver, E.164.</param>
/// <param name="WithDeliveryReport">True to be told of the delivery.</param>
/// <param name="ValidUntil">Until when it may be sent, with exactly three digits of fraction: the app misreads more.</param>
/// <param name="State"><c>Pending</c>, or <c>Cancelling</c> to take it back.</param>
/// <param name="CreatedAt">When it was written.</param>
internal sealed record PhoneMessage(
    string Id, PhoneText TextMessage, IReadOnlyList<string> PhoneNumbers, bool WithDeliveryReport, string ValidUntil, string State, string CreatedAt)
{
    public const string Pending = "Pending";
    public const string Cancelling = "Cancelling";

    public override string ToString() => $"message {Id}";
}

internal sealed record PhoneText(string Text)
{
    public override string ToString() => nameof(PhoneText);
}

/// <summary>Where the app tells of one kind of event.</summary>
internal sealed record WebhookEntry(string Id, string Url, string Event)
{
    public override string ToString() => $"webhook {Event}";
}

/// <summary>What the app is set to.</summary>
internal sealed record PhoneSettings(GatewaySettings Gateway, MessageSettings Messages, PingSettings Ping, WebhookSettings Webhooks);

internal sealed record GatewaySettings(string NotificationChannel);

internal sealed record MessageSettings(string ProcessingOrder, int SendIntervalMin, int SendIntervalMax);

internal sealed record PingSettings(int IntervalSeconds);

internal sealed record WebhookSettings(string SigningKey, bool InternetRequired)
{
    public override string ToString() => nameof(WebhookSettings);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RegisteredAnswer))]
[JsonSerializable(typeof(AddressAnswer))]
[JsonSerializable(typeof(IReadOnlyList<PhoneMessage>))]
[JsonSerializable(typeof(IReadOnlyList<WebhookEntry>))]
internal sealed partial class SmsGateJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PhoneSettings))]
internal sealed partial class PhoneSettingsJson : JsonSerializerContext;
