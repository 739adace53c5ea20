using System.Globalization;
using System.Net;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>What a refusal of Twilio means for a connection (twilio.com/docs/api/errors).</summary>
internal static class TwilioRefusal
{
    public static StepResult Of(string step, TwilioException refused) => new(step, CodeOf(refused), DetailOf(refused));

    private static string CodeOf(TwilioException refused) => refused.Code switch
    {
        20008 => "test_credentials",
        20003 when refused.StatusCode == HttpStatusCode.Forbidden => "account_suspended",
        20003 => "credentials_refused",
        20403 or 20005 or 10001 or 90010 => "account_suspended",
        20404 => "number_not_found",
        _ when refused.RefusesToken => "credentials_refused",
        _ => "twilio_refused",
    };

    private static string DetailOf(TwilioException refused) =>
        (refused.Code ?? (int?)refused.StatusCode ?? 0).ToString(CultureInfo.InvariantCulture);
}
