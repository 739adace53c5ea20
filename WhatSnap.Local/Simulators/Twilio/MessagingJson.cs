using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Writes services, their numbers and registrations as Twilio's messaging API answers them; its dates are ISO.</summary>
internal static class MessagingJson
{
    private const string Date = "2026-01-01T00:00:00Z";

    public static JsonObject Of(TwilioService service, string host)
    {
        var url = $"{host}/v1/Services/{service.Sid}";
        return new JsonObject
        {
            ["sid"] = service.Sid,
            ["account_sid"] = service.AccountSid,
            ["friendly_name"] = service.FriendlyName,
            ["inbound_request_url"] = service.InboundRequestUrl,
            ["inbound_method"] = service.InboundMethod,
            ["fallback_url"] = service.FallbackUrl,
            ["fallback_method"] = service.FallbackMethod,
            ["status_callback"] = null,
            ["sticky_sender"] = true,
            ["mms_converter"] = true,
            ["smart_encoding"] = false,
            ["scan_message_content"] = "inherit",
            ["fallback_to_long_code"] = true,
            ["area_code_geomatch"] = true,
            ["synchronous_validation"] = false,
            ["validity_period"] = 14_400,
            ["usecase"] = "mixed",
            ["us_app_to_person_registered"] = service.CampaignStatus == "VERIFIED",
            ["use_inbound_webhook_on_number"] = service.UseInboundWebhookOnNumber,
            ["date_created"] = Date,
            ["date_updated"] = Date,
            ["links"] = new JsonObject
            {
                ["phone_numbers"] = $"{url}/PhoneNumbers",
                ["us_app_to_person"] = $"{url}/Compliance/Usa2p",
            },
            ["url"] = url,
        };
    }

    public static JsonObject Of(TwilioService service, TwilioNumber number, string host) => new()
    {
        ["sid"] = number.Sid,
        ["account_sid"] = number.AccountSid,
        ["service_sid"] = service.Sid,
        ["phone_number"] = number.PhoneNumber,
        ["country_code"] = "US",
        ["capabilities"] = new JsonArray([.. Capabilities(number)]),
        ["date_created"] = Date,
        ["date_updated"] = Date,
        ["url"] = $"{host}/v1/Services/{service.Sid}/PhoneNumbers/{number.Sid}",
    };

    public static JsonObject Campaign(TwilioService service, string sid, string host) => new()
    {
        ["sid"] = sid,
        ["account_sid"] = service.AccountSid,
        ["messaging_service_sid"] = service.Sid,
        ["campaign_status"] = service.CampaignStatus,
        ["campaign_id"] = "CDEMO01",
        ["us_app_to_person_usecase"] = "MIXED",
        ["errors"] = new JsonArray(),
        ["date_created"] = Date,
        ["date_updated"] = Date,
        ["url"] = $"{host}/v1/Services/{service.Sid}/Compliance/Usa2p/{sid}",
    };

    public static JsonObject Verification(TwilioNumber number, string host) => new()
    {
        ["sid"] = "HH" + number.Sid[2..],
        ["account_sid"] = number.AccountSid,
        ["tollfree_phone_number_sid"] = number.Sid,
        ["status"] = number.TollfreeStatus,
        ["date_created"] = Date,
        ["date_updated"] = Date,
        ["url"] = $"{host}/v1/Tollfree/Verifications/HH{number.Sid[2..]}",
    };

    private static IEnumerable<JsonNode> Capabilities(TwilioNumber number)
    {
        if (number.Voice) yield return "Voice";
        if (number.Sms) yield return "SMS";
        if (number.Mms) yield return "MMS";
    }
}
