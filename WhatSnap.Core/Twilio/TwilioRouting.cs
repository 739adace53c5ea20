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

    /// <summary>True when the number's own settings are those that were kept.</summary>
    public static bool IsAsSaved(TwilioNumberInfo number, TwilioRoute saved) =>
        number.Route == saved with { OverridingServiceSid = null, ChangedAt = default, IsOfThisAttempt = false, IsLeft = false };

    public static bool IsTollfree(string number) =>
        number.Length == 12 && TollfreeAreas.Contains(number[2..5], StringComparer.Ordinal);

    /// <summary>
    /// What is kept of a route. Where an address is ours already, what was kept before stands behind it; one of ours that an
    /// earlier connection left is nobody's.
    /// </summary>
    public static TwilioRoute Saved(
        TwilioNumberInfo number, TwilioServiceInfo? service, TwilioRoute? before, PublicAddressOptions host)
    {
        var now = number.Route;
        var isOurs = IsOurs(now.SmsUrl, host);
        var (url, method) = isOurs ? (before?.SmsUrl ?? "", before?.SmsMethod ?? now.SmsMethod) : (now.SmsUrl, now.SmsMethod);
        var (fallback, fallbackMethod) = IsOurs(now.SmsFallbackUrl, host)
            ? (before?.SmsFallbackUrl ?? "", before?.SmsFallbackMethod ?? now.SmsFallbackMethod)
            : (now.SmsFallbackUrl, now.SmsFallbackMethod);
        return new TwilioRoute(
            number.Sid, url, method, fallback, fallbackMethod,
            isOurs && now.SmsApplicationSid.Length == 0 ? before?.SmsApplicationSid ?? "" : now.SmsApplicationSid,
            OverridingService(service, before, isOurs));
    }

    /// <summary>The service that takes the texts now, or that we told not to; whoever set another address since wants it so.</summary>
    private static string? OverridingService(TwilioServiceInfo? service, TwilioRoute? before, bool isOurs)
    {
        if (service is { UseInboundWebhookOnNumber: false }) return service.Sid;
        var isBehind = before is not null && before.OverridingServiceSid == service?.Sid && (isOurs || before.IsOfThisAttempt);
        return isBehind ? before!.OverridingServiceSid : null;
    }

    private static bool IsOurs(string address, PublicAddressOptions host) =>
        address.StartsWith(host.Absolute("hooks/twilio/"), StringComparison.Ordinal);

    private static bool IsFree(string address) => address.Length == 0 || address.StartsWith(Demo, StringComparison.Ordinal);

    /// <summary>The host alone: the rest of somebody's address may hold a secret.</summary>
    private static string HostOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : "an address that we can't read";
}
