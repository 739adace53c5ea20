using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Twilio;

// Shapes of Twilio's documents twilio_api_v2010.json, twilio_messaging_v1.json and twilio_pricing_v1.json. Any field may be missing or null.

/// <summary>A page of a list: the 2010 API names the next one relative, the newer ones absolute.</summary>
internal abstract record WirePage
{
    public string? NextPageUri { get; init; }

    public WireMeta? Meta { get; init; }

    [JsonIgnore]
    public string? Next => NextPageUri ?? Meta?.NextPageUrl;
}

internal sealed record WireMeta(string? NextPageUrl);

internal sealed record WireAccount(
    string? Sid, string? FriendlyName, string? Status, string? Type, string? OwnerAccountSid, string? AuthToken);

internal sealed record WireBalance(string? Balance, string? Currency);

internal sealed record WireNumbers(IReadOnlyList<WireNumber>? IncomingPhoneNumbers) : WirePage;

internal sealed record WireNumber(
    string? Sid, string? PhoneNumber, string? FriendlyName, WireCapabilities? Capabilities, string? Type, string? SmsUrl,
    string? SmsMethod, string? SmsFallbackUrl, string? SmsFallbackMethod, string? SmsApplicationSid);

/// <summary>Documented in upper case, sent in lower case.</summary>
internal sealed record WireCapabilities(bool? Sms, bool? Mms, bool? Voice);

internal sealed record WireServices(IReadOnlyList<WireService>? Services) : WirePage;

internal sealed record WireService(
    string? Sid, string? AccountSid, string? FriendlyName, bool? UseInboundWebhookOnNumber, string? InboundRequestUrl,
    bool? UsAppToPersonRegistered);

internal sealed record WireServiceNumber(string? Sid);

internal sealed record WireServiceNumbers(IReadOnlyList<WireServiceNumber>? PhoneNumbers) : WirePage;

internal sealed record WireCampaigns(IReadOnlyList<WireCampaign>? Compliance);

internal sealed record WireCampaign(string? CampaignStatus);

internal sealed record WireVerifications(IReadOnlyList<WireVerification>? Verifications);

internal sealed record WireVerification(string? Status);

internal sealed record WireMessages(IReadOnlyList<WireMessage>? Messages) : WirePage;

internal sealed record WireMessage(
    string? Sid, string? From, string? Body, string? Status, string? Direction, string? NumMedia, string? DateSent,
    string? DateCreated, int? ErrorCode);

internal sealed record WireMediaList(IReadOnlyList<WireMedia>? MediaList) : WirePage;

internal sealed record WireMedia(string? Sid, string? ContentType);

internal sealed record WireCountryPrices(string? PriceUnit, IReadOnlyList<WireCarrierPrices>? OutboundSmsPrices);

internal sealed record WireCarrierPrices(IReadOnlyList<WirePrice>? Prices);

/// <summary>Documented as a number, sent as a string.</summary>
internal sealed record WirePrice(
    string? NumberType, [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] decimal? CurrentPrice);

/// <summary>Twilio's error body, or the problem details of its newer APIs (RFC 9457), whose type may end in the code.</summary>
internal sealed record WireError(JsonElement? Code, string? Type)
{
    [JsonIgnore]
    public int? AnyCode => Code switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var code) => code,
        { ValueKind: JsonValueKind.String } text => Parse(text.TextOrNull()),
        _ => Parse(Type?[(Type.LastIndexOf('/') + 1)..]),
    };

    private static int? Parse(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(WireAccount))]
[JsonSerializable(typeof(WireBalance))]
[JsonSerializable(typeof(WireNumbers))]
[JsonSerializable(typeof(WireServices))]
[JsonSerializable(typeof(WireServiceNumber))]
[JsonSerializable(typeof(WireServiceNumbers))]
[JsonSerializable(typeof(WireCampaigns))]
[JsonSerializable(typeof(WireVerifications))]
[JsonSerializable(typeof(WireMessages))]
[JsonSerializable(typeof(WireMediaList))]
[JsonSerializable(typeof(WireCountryPrices))]
[JsonSerializable(typeof(WireError))]
internal sealed partial class TwilioWireJson : JsonSerializerContext;
