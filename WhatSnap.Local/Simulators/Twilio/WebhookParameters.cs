using System.Globalization;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The form fields of the webhook for an incoming text.</summary>
internal static class WebhookParameters
{
    public const string ApiVersion = "2010-04-01";

    public static List<KeyValuePair<string, string>> Of(TwilioMessage message, string publicAddress)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("ToCountry", Country(message.To)),
            new("ToState", ""),
            new("ToCity", ""),
            new("ToZip", ""),
            new("SmsMessageSid", message.Sid),
            new("NumMedia", Text(message.Media.Count)),
            new("SmsSid", message.Sid),
            new("FromState", ""),
            new("SmsStatus", "received"),
            new("FromCity", ""),
            new("Body", message.Body),
            new("FromCountry", Country(message.From)),
            new("To", message.To),
            new("FromZip", ""),
            new("NumSegments", Text(message.Segments)),
            new("MessageSid", message.Sid),
            new("AccountSid", message.AccountSid),
            new("From", message.From),
            new("ApiVersion", ApiVersion),
        };
        if (message.ServiceSid is { } service) fields.Add(new("MessagingServiceSid", service));
        for (var index = 0; index < message.Media.Count; index++)
        {
            var media = message.Media[index];
            fields.Add(new($"MediaContentType{Text(index)}", media.ContentType));
            fields.Add(new($"MediaUrl{Text(index)}", publicAddress + MediaPath(message, media)));
        }

        return fields;
    }

    public static string MediaPath(TwilioMessage message, TwilioMedia media) =>
        $"/{ApiVersion}/Accounts/{message.AccountSid}/Messages/{message.Sid}/Media/{media.Sid}";

    /// <summary>Known only for North American numbers; Twilio leaves it empty or out where it has nothing.</summary>
    private static string Country(string number) => number.StartsWith("+1", StringComparison.Ordinal) ? "US" : "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
