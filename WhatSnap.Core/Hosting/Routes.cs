namespace WhatSnap.Core.Hosting;

/// <summary>One HTTP endpoint as both hosts expose it.</summary>
public sealed record Route(string Method, string Template);

/// <summary>Every route and scheduled work of the product; a test holds both hosts equal to it.</summary>
public static class Routes
{
    public const string TwilioSms = "hooks/twilio/sms/{key}";
    public const string TwilioStatus = "hooks/twilio/status/{key}/{sendingId}";
    public const string GoHighLevelOutbound = "hooks/gohighlevel/outbound";
    public const string WhatsAppEvents = "hooks/whatsapp/{key}";
    public const string DevicePair = "device/v1/pair";
    public const string DeviceRotation = "device/v1/token/rotate";
    public const string DeviceHeartbeat = "device/v1/heartbeat";
    public const string Media = "media/{key}";
    public const string GoHighLevelEvents = "hooks/gohighlevel/events";

    /// <summary>Without the vendor's name, which the developer portal may refuse in a redirect address.</summary>
    public const string Install = "oauth/install";
    public const string InstallCallback = "oauth/callback";
    public const string Session = "api/session";
    public const string SessionLocation = "api/session/location";
    public const string SessionRenewal = "api/session/renew";
    public const string CompanyLocations = "api/locations";

    /// <summary>The dashboard's page and its files.</summary>
    public const string Dashboard = "app/{*path}";
    public const string Location = "api/location";
    public const string LocationStates = "api/locations/states";
    public const string Contacts = "api/contacts";

    public const string Accounts = "api/accounts";
    public const string Account = "api/accounts/{accountId}";
    public const string Disconnect = "api/accounts/{accountId}/disconnect";
    public const string Reconnect = "api/accounts/{accountId}/reconnect";
    public const string Answer = "api/accounts/{accountId}/answer";
    public const string Connection = "api/accounts/{accountId}/connection";
    public const string QrCode = "api/accounts/{accountId}/qr";
    public const string PairingCode = "api/accounts/{accountId}/pairing-code";
    public const string Passkey = "api/accounts/{accountId}/passkey";
    public const string PasskeyConfirmation = "api/accounts/{accountId}/passkey/confirm";
    public const string DeviceCode = "api/accounts/{accountId}/device/code";
    public const string AccountDevice = "api/accounts/{accountId}/device";
    public const string SigningKey = "api/accounts/{accountId}/device/signing-key";
    public const string TwilioNumbers = "api/twilio/numbers";
    public const string Messages = "api/messages";
    public const string Message = "api/messages/{messageId}";
    public const string Export = "api/privacy/export";
    public const string Erase = "api/privacy/erase";
    public const string Traffic = "api/traffic";
    public const string Users = "api/users";
    public const string Onboarding = "api/onboarding";
    public const string Troubleshoot = "api/accounts/{accountId}/troubleshoot";
    public const string Safety = "api/accounts/{accountId}/safety";
    public const string ResumeSending = "api/accounts/{accountId}/safety/resume";
    public const string Health = "api/health";
    public const string Alerts = "api/alerts";
    public const string AlertSettings = "api/alerts/settings";
    public const string AlertTest = "api/alerts/test";
    public const string Activity = "api/activity";
    public const string DeadLetters = "api/dead-letters";
    public const string ReplayLetters = "api/dead-letters/replay";
    public const string Routing = "api/routing";
    public const string RoutingProblems = "api/routing/problems";
    public const string RoutingRepair = "api/routing/repair";
    public const string Consent = "api/consent";

    public const string DeviceInbox = "device/v1/inbox";
    public const string DeviceInboxSimple = "device/v1/inbox/simple";
    public const string DeviceOutbox = "device/v1/outbox";
    public const string DeviceClaim = "device/v1/outbox/{id}/claim";
    public const string DeviceReceipts = "device/v1/receipts";
    public const string DeviceAttachment = "device/v1/attachments/{sha256}";
    public const string DeviceFile = "device/v1/files/{link}";

    /// <summary>What the Android app SMSGate calls; it is typed on the phone, so it is short.</summary>
    public const string SmsGateDevice = "sms/device";
    public const string SmsGateMessage = "sms/message";
    public const string SmsGateWebhooks = "sms/webhooks";
    public const string SmsGateSettings = "sms/settings";
    public const string SmsGateEvents = "sms/events";
    public const string SmsGateHook = "sms/hook/{key}";

    /// <summary>Where Twilio tells what becomes of one message.</summary>
    public static string TwilioStatusOf(string key, string sendingId) =>
        TwilioStatus.Replace("{key}", key, StringComparison.Ordinal).Replace("{sendingId}", sendingId, StringComparison.Ordinal);

    public static readonly IReadOnlyList<Route> All =
    [
        new("POST", TwilioSms),
        new("POST", TwilioStatus),
        new("POST", GoHighLevelOutbound),
        new("POST", WhatsAppEvents),
        new("POST", DevicePair),
        new("POST", DeviceRotation),
        new("POST", DeviceHeartbeat),
        new("GET", Media),
        new("POST", GoHighLevelEvents),
        new("GET", Install),
        new("GET", InstallCallback),
        new("GET", Dashboard),
        new("GET", Location),
        new("GET", LocationStates),
        new("GET", Contacts),
        new("GET", Connection),
        new("DELETE", Connection),
        new("GET", Accounts),
        new("POST", Accounts),
        new("GET", Account),
        new("PATCH", Account),
        new("DELETE", Account),
        new("POST", Disconnect),
        new("POST", Reconnect),
        new("POST", Answer),
        new("GET", QrCode),
        new("POST", PairingCode),
        new("GET", Passkey),
        new("POST", Passkey),
        new("POST", PasskeyConfirmation),
        new("POST", DeviceCode),
        new("GET", AccountDevice),
        new("DELETE", AccountDevice),
        new("PUT", SigningKey),
        new("POST", TwilioNumbers),
        new("GET", Messages),
        new("GET", Message),
        new("POST", Export),
        new("POST", Erase),
        new("GET", Traffic),
        new("GET", Users),
        new("GET", Onboarding),
        new("POST", Troubleshoot),
        new("GET", Safety),
        new("PUT", Safety),
        new("POST", ResumeSending),
        new("GET", Health),
        new("GET", Alerts),
        new("GET", AlertSettings),
        new("PUT", AlertSettings),
        new("POST", AlertTest),
        new("GET", Activity),
        new("GET", DeadLetters),
        new("POST", ReplayLetters),
        new("GET", Routing),
        new("GET", RoutingProblems),
        new("POST", RoutingRepair),
        new("GET", Consent),
        new("POST", Consent),
        new("POST", Session),
        new("POST", SessionLocation),
        new("POST", SessionRenewal),
        new("GET", CompanyLocations),
        new("POST", DeviceInbox),
        new("POST", DeviceInboxSimple),
        new("GET", DeviceOutbox),
        new("POST", DeviceClaim),
        new("POST", DeviceReceipts),
        new("PUT", DeviceAttachment),
        new("HEAD", DeviceAttachment),
        new("GET", DeviceFile),
        new("GET", SmsGateDevice),
        new("POST", SmsGateDevice),
        new("PATCH", SmsGateDevice),
        new("GET", SmsGateMessage),
        new("PATCH", SmsGateMessage),
        new("GET", SmsGateWebhooks),
        new("GET", SmsGateSettings),
        new("GET", SmsGateEvents),
        new("POST", SmsGateHook),
    ];

    /// <summary>When expired rows are purged: daily at 03:17 UTC (NCRONTAB).</summary>
    public const string PurgeSchedule = "0 17 3 * * *";

    /// <summary>When accounts are compared with their providers' own lists: daily at 02:43 UTC (NCRONTAB).</summary>
    public const string ReconcileSchedule = "0 43 2 * * *";

    /// <summary>When accounts that nothing leads out of their state are looked for: every five minutes (NCRONTAB).</summary>
    public const string ResumeSchedule = "0 */5 * * * *";

    /// <summary>When linked WhatsApp accounts are looked after: every five minutes (NCRONTAB).</summary>
    public const string WatchSchedule = "0 */5 * * * *";

    /// <summary>When the health of every location is looked at: every five minutes (NCRONTAB).</summary>
    public const string HealthSchedule = "0 */5 * * * *";

    /// <summary>When secrets that an older key sealed are sealed anew: daily at 03:27 UTC (NCRONTAB).</summary>
    public const string ResealSchedule = "0 27 3 * * *";

    /// <summary>When messages are counted and old ones forgotten: daily at 03:37 UTC (NCRONTAB).</summary>
    public const string CountSchedule = "0 37 3 * * *";

    /// <summary>The schedules of both hosts.</summary>
    public static readonly IReadOnlyList<string> Schedules = [PurgeSchedule, ReconcileSchedule, ResumeSchedule, WatchSchedule, HealthSchedule, ResealSchedule, CountSchedule];

    /// <summary>When the histories of ended flows are purged, on Azure alone: daily at 03:47 UTC (NCRONTAB).</summary>
    public const string FlowPurgeSchedule = "0 47 3 * * *";
}
