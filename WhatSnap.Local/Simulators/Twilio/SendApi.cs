using System.Globalization;
using System.Text.RegularExpressions;
using WhatSnap.Core.Messages;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>
/// <c>POST /2010-04-01/Accounts/{AccountSid}/Messages.json</c>: takes a message or says why not. Nothing tells a repeated
/// call from a new one.
/// </summary>
internal sealed partial class SendApi(TwilioWorld world)
{
    private const int LongestBody = 1600;
    private const int MostMedia = 10;
    private const int LongestUrl = 4000;
    private const int LongestValidity = 36_000;

    public TwilioAnswer Send(TwilioCall call, TwilioAccount account)
    {
        if (ProblemOfForm(call) is { } problem) return problem;
        var to = call.FormValue("To")!;
        var (sender, service, refusal) = SenderOf(call, account, to);
        if (sender is null) return refusal!;
        if (ProblemOfRecipient(account, sender, service, to) is { } trouble) return trouble;

        var body = call.FormValue("Body") ?? "";
        if (call.FormValue("SmartEncoded") == "true") body = SmartText.Encode(body);
        var media = call.FormValues("MediaUrl");
        var message = new TwilioMessage
        {
            Sid = Sid.New(media.Count > 0 ? "MM" : "SM"),
            AccountSid = account.Sid,
            From = sender.PhoneNumber,
            To = to,
            Body = body,
            MediaUrls = media,
            Direction = "outbound-api",
            Status = call.FormValue("MessagingServiceSid") is null ? "queued" : "accepted",
            ServiceSid = call.FormValue("MessagingServiceSid"),
            Segments = SmsSegments.Of(body).Count,
            StatusCallback = call.FormValue("StatusCallback") is { Length: > 0 } callback ? callback : null,
            DateSent = world.Time.GetUtcNow(),
        };
        world.Keep(message);
        return TwilioAnswer.Created(TwilioJson.Of(message)) with { Life = new MessageLife(world, message, world.OutcomeOf(to)) };
    }

    private static TwilioAnswer? ProblemOfForm(TwilioCall call)
    {
        var (to, body, media) = (call.FormValue("To") ?? "", call.FormValue("Body") ?? "", call.FormValues("MediaUrl"));
        if (to.Length == 0) return SendRefusals.Of(21604);
        if (!E164().IsMatch(to)) return SendRefusals.Of(21211, to);
        if (body.Length == 0 && media.Count == 0) return SendRefusals.Of(21602);
        if (body.Length > LongestBody) return SendRefusals.Of(21617);
        if (media.Count > MostMedia) return SendRefusals.Of(21623);
        if (media.FirstOrDefault(url => !IsWebAddress(url)) is { } broken) return SendRefusals.Of(21620, broken);
        if (call.FormValue("StatusCallback") is { Length: > 0 } callback && !IsCallback(callback))
            return SendRefusals.Of(21609, callback);

        // The vendor documents the ranges and no code for what is outside them: 20001 is assumed.
        if (call.FormValue("ValidityPeriod") is { } validity && !IsValidity(validity)) return SendRefusals.Of(20001, "ValidityPeriod");
        return call.FormValue("SmartEncoded") is not (null or "true" or "false") ? SendRefusals.Of(20001, "SmartEncoded") : null;
    }

    private (TwilioNumber? Sender, TwilioService? Service, TwilioAnswer? Refusal) SenderOf(
        TwilioCall call, TwilioAccount account, string to)
    {
        if (call.FormValue("MessagingServiceSid") is { Length: > 0 } serviceSid)
        {
            if (world.Service(serviceSid) is not { } service || service.AccountSid != account.Sid)
                return (null, null, SendRefusals.Of(21701, serviceSid));

            var pool = service.NumberSids.Select(world.Number).OfType<TwilioNumber>();
            return pool.FirstOrDefault(number => number.Sms) is { } chosen
                ? (chosen, service, null)
                : (null, null, SendRefusals.Of(21703));
        }

        var from = call.FormValue("From") ?? "";
        if (from.Length == 0) return (null, null, SendRefusals.Of(21603));
        if (!E164().IsMatch(from)) return (null, null, SendRefusals.Of(21212, from));
        if (world.NumberOf(from) is not { } number) return (null, null, SendRefusals.Of(21659, from));
        if (number.AccountSid != account.Sid) return (null, null, SendRefusals.Of(21660, from));
        if (!number.Sms) return (null, null, SendRefusals.Of(21606, from));
        return from == to ? (null, null, SendRefusals.Of(21211, to)) : (number, world.ServiceOf(number), null);
    }

    private TwilioAnswer? ProblemOfRecipient(TwilioAccount account, TwilioNumber sender, TwilioService? service, string to)
    {
        if (account.BlockedCountries.Any(prefix => to.StartsWith(prefix, StringComparison.Ordinal))) return SendRefusals.Of(21408, to);
        if (account.Type == "Trial" && !account.VerifiedNumbers.Contains(to)) return SendRefusals.Of(21608, to);
        if (world.OptOuts.Has(sender, service, to)) return SendRefusals.Of(21610);
        return world.OutcomeOf(to) is { End: TwilioEnd.Refused, ErrorCode: { } code } ? SendRefusals.Of(code, to) : null;
    }

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static bool IsCallback(string url) =>
        url.Length <= LongestUrl && IsWebAddress(url) && !new Uri(url).Host.Contains('_');

    private static bool IsValidity(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= LongestValidity;

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}$")]
    private static partial Regex E164();
}
