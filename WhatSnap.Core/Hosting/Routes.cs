namespace WhatSnap.Core.Hosting;

/// <summary>One HTTP endpoint as both hosts expose it.</summary>
public sealed record Route(string Method, string Template);

/// <summary>Every route and scheduled work of the product; a test holds both hosts equal to it.</summary>
public static class Routes
{
    public const string TwilioSms = "hooks/twilio/sms/{key}";
    public const string Media = "media/{key}";

    public static readonly IReadOnlyList<Route> All =
    [
        new("POST", TwilioSms),
        new("GET", Media),
    ];

    /// <summary>When expired rows are purged: daily at 03:17 UTC (NCRONTAB).</summary>
    public const string PurgeSchedule = "0 17 3 * * *";

    /// <summary>When Twilio accounts are compared with Twilio's lists: daily at 02:43 UTC (NCRONTAB).</summary>
    public const string ReconcileSchedule = "0 43 2 * * *";

    public static readonly IReadOnlyList<string> Schedules = [PurgeSchedule, ReconcileSchedule];
}
