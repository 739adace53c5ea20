namespace WhatSnap.Core.Storage;

/// <summary>Every table, queue and blob container of the product; <c>docs/what-we-store.md</c> says what is in each.</summary>
public static class TableNames
{
    public const string Locations = "locations";
    public const string Tokens = "tokens";
    public const string Accounts = "accounts";
    public const string Hooks = "hooks";
    public const string Claims = "claims";
    public const string Connections = "connections";
    public const string Aliases = "aliases";
    public const string Lanes = "lanes";
    public const string Contacts = "contacts";
    public const string Turns = "turns";
    public const string Retags = "retags";
    public const string DeadLetters = "deadletters";
    public const string Retention = "retention";
    public const string Parked = "parked";
    public const string Media = "media";
    public const string Companies = "companies";
    public const string Sso = "sso";
    public const string Events = "events";
    public const string Links = "links";
    public const string Budgets = "budgets";
    public const string QrCodes = "qrcodes";
    public const string Alerts = "alerts";
    public const string Activity = "activity";
    public const string Consents = "consents";
    public const string Safety = "safety";
    public const string Devices = "devices";
    public const string DeviceKeys = "devicekeys";
    public const string Seen = "seen";
    public const string Outbox = "outbox";
    public const string Uploads = "uploads";

    /// <summary>Tables whose partitions begin with a location's id and hold what is about it; media have others besides.</summary>
    public static readonly IReadOnlyList<string> OfLocations =
        [Locations, Accounts, Connections, Aliases, Lanes, Contacts, Turns, Retags, DeadLetters, Media, Links, Budgets, QrCodes, Alerts, Activity, Consents, Safety, Devices, Seen, Outbox, Uploads];

    public static readonly IReadOnlyList<string> All =
    [
        Locations,
        Tokens,
        Accounts,
        Hooks,
        Claims,
        Connections,
        Aliases,
        Lanes,
        Contacts,
        Turns,
        Retags,
        DeadLetters,
        Retention,
        Parked,
        Media,
        Companies,
        Sso,
        Events,
        Links,
        Budgets,
        QrCodes,
        Alerts,
        Activity,
        Consents,
        Safety,
        Devices,
        DeviceKeys,
        Seen,
        Outbox,
        Uploads,
    ];
}

/// <summary>The queues that both hosts consume; each has a poison queue named after it.</summary>
public static class QueueNames
{
    public const string DeliverInbound = "deliver-inbound";
    public const string DeliverInboundPoison = DeliverInbound + PoisonSuffix;
    public const string SendOutbound = "send-outbound";
    public const string ReportStatus = "report-status";
    public const string ReportStatusPoison = ReportStatus + PoisonSuffix;
    public const string SendOutboundPoison = SendOutbound + PoisonSuffix;
    public const string CheckSignatures = "check-signatures";
    public const string RetagContacts = "retag-contacts";
    public const string ReconcileTwilio = "reconcile-twilio";
    public const string ReconcileWhatsApp = "reconcile-whatsapp";
    public const string WatchWhatsApp = "watch-whatsapp";
    public const string GoHighLevelEvents = "gohighlevel-events";
    public const string GoHighLevelEventsPoison = GoHighLevelEvents + PoisonSuffix;
    public const string EraseData = "erase-data";
    public const string CountMessages = "count-messages";
    public const string CheckHealth = "check-health";
    public const string TellAlerts = "tell-alerts";
    public const string TellAlertsPoison = TellAlerts + PoisonSuffix;
    public const string TellConsent = "tell-consent";
    public const string TellConsentPoison = TellConsent + PoisonSuffix;
    public const string HearConsent = "hear-consent";
    public const string SettleOutbox = "settle-outbox";
    public const string RetagContactsPoison = RetagContacts + PoisonSuffix;
    public const string ReplayLetters = "replay-letters";
    public const string ReplayLettersPoison = ReplayLetters + PoisonSuffix;

    /// <summary>What the Functions queue trigger appends for messages it gave up.</summary>
    public const string PoisonSuffix = "-poison";

    /// <summary>Queues with a trigger of their own in both hosts.</summary>
    public static readonly IReadOnlyList<string> Consumed =
    [
        DeliverInbound,
        DeliverInboundPoison,
        SendOutbound,
        SendOutboundPoison,
        ReportStatus,
        ReportStatusPoison,
        CheckSignatures,
        ReconcileTwilio,
        ReconcileWhatsApp,
        WatchWhatsApp,
        RetagContacts,
        RetagContactsPoison,
        GoHighLevelEvents,
        GoHighLevelEventsPoison,
        EraseData,
        CountMessages,
        CheckHealth,
        TellAlerts,
        TellAlertsPoison,
        ReplayLetters,
        ReplayLettersPoison,
        TellConsent,
        TellConsentPoison,
        HearConsent,
        SettleOutbox,
    ];
}

/// <summary>The blob containers.</summary>
public static class ContainerNames
{
    /// <summary>Message bodies too large for a table row, until they are delivered.</summary>
    public const string Bodies = "bodies";

    /// <summary>Media of messages.</summary>
    public const string Media = "media";

    public static readonly IReadOnlyList<string> All = [Bodies, Media];
}
