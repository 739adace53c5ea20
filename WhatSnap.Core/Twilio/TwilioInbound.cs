using System.Globalization;
using System.Text.RegularExpressions;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>Reads a received message out of a verified webhook (twilio.com/docs/messaging/guides/webhook-request).</summary>
public static partial class TwilioInbound
{
    private const int MostMedia = 10;
    private const int LongestSender = 64;
    private const int LongestUrl = 2048;
    private const int LongestType = 255;

    /// <summary>True when the text was sent to the account's own number; a signature alone says only whose token it is.</summary>
    public static bool IsFor(Account account, TwilioForm form) =>
        form["AccountSid"] == account.Twilio?.AccountSid
        && PhoneNumber.TryParse(form["To"], out var to) && to == account.Number;

    /// <summary>The message, or what is wrong with the form.</summary>
    public static (InboundMessage? Message, string? Problem) Read(
        TwilioForm form, Account account, DateTimeOffset arrivedAt)
    {
        if (form["MessageSid"] is not { } sid || !MessageSid().IsMatch(sid)) return (null, "MessageSid is missing or not a message SID.");
        if (form["From"] is not { Length: > 0 and <= LongestSender } from) return (null, "From is missing or too long.");
        if (form["Body"] is not { } body) return (null, "Body is missing.");
        if (!TryReadCount(form["NumMedia"], out var count)) return (null, "NumMedia is not a number from 0 to 10.");

        var media = new List<InboundMedia>();
        for (var index = 0; index < count; index++)
        {
            if (form[$"MediaUrl{index}"] is not { Length: > 0 and <= LongestUrl } url) return (null, $"MediaUrl{index} is missing or too long.");
            var type = form[$"MediaContentType{index}"] ?? "application/octet-stream";
            if (type.Length > LongestType) return (null, $"MediaContentType{index} is too long.");
            media.Add(new InboundMedia(url, type));
        }

        // Twilio sends no time of its own: the arrival is the message's time.
        return (new InboundMessage(
            account.LocationId, account.AccountId, sid, from, Name(form), body, media, arrivedAt)
        {
            OptOutType = form["OptOutType"] is "STOP" or "START" or "HELP" ? form["OptOutType"] : null,
        }, null);
    }

    /// <summary>A message of Twilio's own list, without its media; null when it is none that a webhook would bring.</summary>
    internal static InboundMessage? Of(TwilioReceived text, Account account) =>
        MessageSid().IsMatch(text.Sid) && text.From.Length <= LongestSender
            ? new InboundMessage(
                account.LocationId, account.AccountId, text.Sid, text.From, null, text.Body, [], text.DateSent)
            : null;

    private static string? Name(TwilioForm form) => form["ProfileName"] is { Length: > 0 } name ? name : null;

    private static bool TryReadCount(string? text, out int count)
    {
        count = 0;
        return text is null
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= MostMedia);
    }

    [GeneratedRegex(@"^(SM|MM)[0-9a-fA-F]{32}\z")]
    private static partial Regex MessageSid();
}
