using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Twilio;

/// <summary>Reads where a number's texts go: at most one of application, messaging service and address counts.</summary>
internal static class TwilioRouting
{
    /// <summary>What new numbers have: Twilio's demonstration.</summary>
    private const string Demo = "https://demo.twilio.com/";

    private static readonly string[] TollfreeAreas = ["800", "833", "844", "855", "866", "877", "888"];

    /// <summary>What would keep texts from us or is somebody else's: findings of a step, one for each.</summary>
    public static IEnumerable<(string Code, string? Detail)> Overrides(
        TwilioNumberInfo number, TwilioServiceInfo? service, PublicAddressOptions host)
    {
        if (service is { UseInboundWebhookOnNumber: false }) yield return ("route_service", service.FriendlyName);
        if (number.Route.SmsApplicationSid.Length > 0) yield return ("route_application", null);
        else if (!IsFree(number.Route.SmsUrl) && !IsOurs(number, host)) yield return ("route_foreign", HostOf(number.Route.SmsUrl));
    }

    /// <summary>True when the number calls some webhook of ours.</summary>
    public static bool IsOurs(TwilioNumberInfo number, PublicAddressOptions host) => IsOurs(number.Route.SmsUrl, host);

    /// <summary>True when the number calls just this account's webhook.</summary>
    public static bool Leads(TwilioNumberInfo number, TwilioCredentials to) =>
        number.Route == TwilioNumbers.RouteToUs(number.Sid, to.HookUrl);

    public static bool IsTollfree(string number) =>
        number.Length == 12 && TollfreeAreas.Contains(number[2..5], StringComparer.Ordinal);

    /// <summary>What is kept of a route: an address of ours, left by an earlier connection, is nobody's.</summary>
    public static TwilioRoute Saved(TwilioNumberInfo number, TwilioServiceInfo? service, PublicAddressOptions host) =>
        number.Route with
        {
            SmsUrl = IsOurs(number.Route.SmsUrl, host) ? "" : number.Route.SmsUrl,
            SmsFallbackUrl = IsOurs(number.Route.SmsFallbackUrl, host) ? "" : number.Route.SmsFallbackUrl,
            OverridingServiceSid = service is { UseInboundWebhookOnNumber: false } ? service.Sid : null,
        };

    private static bool IsOurs(string address, PublicAddressOptions host) =>
        address.StartsWith(host.Absolute("hooks/twilio/"), StringComparison.Ordinal);

    private static bool IsFree(string address) => address.Length == 0 || address.StartsWith(Demo, StringComparison.Ordinal);

    /// <summary>The host alone: the rest of somebody's address may hold a secret.</summary>
    private static string HostOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : "an address that we can't read";
}
