using System.Globalization;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Writes accounts, numbers and messages as Twilio's 2010 API answers them.</summary>
internal static class TwilioJson
{
    public static JsonObject Of(TwilioAccount account) => new()
    {
        ["sid"] = account.Sid,
        ["auth_token"] = account.AuthToken,
        ["friendly_name"] = account.FriendlyName,
        ["owner_account_sid"] = account.OwnerSid ?? account.Sid,
        ["status"] = account.Status,
        ["type"] = account.Type,
        ["date_created"] = Date(DateTimeOffset.UnixEpoch),
        ["date_updated"] = Date(DateTimeOffset.UnixEpoch),
        ["subresource_uris"] = new JsonObject
        {
            ["incoming_phone_numbers"] = $"{AccountPath(account.Sid)}/IncomingPhoneNumbers.json",
            ["messages"] = $"{AccountPath(account.Sid)}/Messages.json",
        },
        ["uri"] = $"{AccountPath(account.Sid)}.json",
    };

    public static JsonObject Balance(TwilioAccount account) => new()
    {
        ["account_sid"] = account.Sid,
        ["balance"] = account.Balance,
        ["currency"] = account.Currency,
    };

    public static JsonObject Of(TwilioNumber number) => new()
    {
        ["sid"] = number.Sid,
        ["account_sid"] = number.AccountSid,
        ["phone_number"] = number.PhoneNumber,
        ["friendly_name"] = number.FriendlyName ?? number.PhoneNumber,
        ["capabilities"] = new JsonObject
        {
            ["voice"] = number.Voice,
            [number.UpperCaseCapabilities ? "SMS" : "sms"] = number.Sms,
            [number.UpperCaseCapabilities ? "MMS" : "mms"] = number.Mms,
            ["fax"] = number.Fax,
        },
        ["sms_url"] = number.SmsUrl,
        ["sms_method"] = number.SmsMethod,
        ["sms_fallback_url"] = number.SmsFallbackUrl,
        ["sms_fallback_method"] = number.SmsFallbackMethod,
        ["sms_application_sid"] = number.SmsApplicationSid,
        ["status_callback"] = number.StatusCallback,
        ["status_callback_method"] = "POST",
        ["address_requirements"] = "none",
        ["api_version"] = WebhookParameters.ApiVersion,
        ["beta"] = false,
        ["origin"] = "twilio",
        ["status"] = "in-use",
        ["type"] = number.Type,
        ["date_created"] = Date(DateTimeOffset.UnixEpoch),
        ["date_updated"] = Date(DateTimeOffset.UnixEpoch),
        ["uri"] = $"{AccountPath(number.AccountSid)}/IncomingPhoneNumbers/{number.Sid}.json",
    };

    public static JsonObject Of(TwilioMessage message)
    {
        var path = $"{AccountPath(message.AccountSid)}/Messages/{message.Sid}";
        return new JsonObject
        {
            ["sid"] = message.Sid,
            ["account_sid"] = message.AccountSid,
            ["from"] = message.Status == "accepted" ? null : message.From,
            ["to"] = message.To,
            ["body"] = message.Body,
            ["status"] = message.Status,
            ["direction"] = message.Direction,
            ["num_media"] = (message.Media.Count + message.MediaUrls.Count).ToString(CultureInfo.InvariantCulture),
            ["num_segments"] = (message.Status == "accepted" ? 0 : message.Segments).ToString(CultureInfo.InvariantCulture),
            ["date_created"] = Date(message.DateSent),
            ["date_sent"] = SentDate(message),
            ["date_updated"] = Date(message.DateSent),
            ["price"] = null,
            ["price_unit"] = "USD",
            ["error_code"] = message.ErrorCode,
            ["error_message"] = null,
            ["messaging_service_sid"] = message.ServiceSid,
            ["api_version"] = WebhookParameters.ApiVersion,
            ["subresource_uris"] = new JsonObject { ["media"] = $"{path}/Media.json" },
            ["uri"] = $"{path}.json",
        };
    }

    public static JsonObject Of(TwilioMessage message, TwilioMedia file)
    {
        var path = $"{AccountPath(message.AccountSid)}/Messages/{message.Sid}/Media/{file.Sid}";
        return new JsonObject
        {
            ["sid"] = file.Sid,
            ["account_sid"] = message.AccountSid,
            ["parent_sid"] = message.Sid,
            ["content_type"] = file.ContentType,
            ["date_created"] = Date(message.DateSent),
            ["date_updated"] = Date(message.DateSent),
            ["uri"] = $"{path}.json",
        };
    }

    public static string AccountPath(string sid) => $"/{WebhookParameters.ApiVersion}/Accounts/{sid}";

    private static string? SentDate(TwilioMessage message)
    {
        var sent = message.IsOutbound ? message.LeftAt : message.DateSent;
        return sent is { } date ? Date(date) : null;
    }

    /// <summary>RFC 2822, in whole seconds.</summary>
    private static string Date(DateTimeOffset date) =>
        date.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
}
