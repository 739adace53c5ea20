using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Safety;

namespace WhatSnap.Core.Health;

/// <summary>Something that is wrong with an account or with a whole location.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Incident">What it is a sign of: an alert is raised once for it, and once more when a worse sign follows.</param>
/// <param name="Points">What it takes from a health of 100.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="NextAction">What to do.</param>
public sealed record HealthSign(string Code, string Incident, int Points, string Sentence, string NextAction);

/// <summary>What signs can be signs of.</summary>
public static class Incidents
{
    /// <summary>An account does not work as it should.</summary>
    public const string Account = "account";

    /// <summary>The phone of a linked account is not seen.</summary>
    public const string Phone = "phone";

    /// <summary>Messages may be missing. It is told, but there is no end of it to tell.</summary>
    public const string Gap = "gap";

    /// <summary>Messages of an account, or of a location, do not go through.</summary>
    public const string Messages = "messages";

    /// <summary>An account pauses after a warning from its provider.</summary>
    public const string Sending = "sending";

    /// <summary>WhatSnap's access to GoHighLevel.</summary>
    public const string Access = "access";
}

/// <summary>
/// Every sign of trouble that lowers a score and raises an alert: the states of accounts and locations that nobody asked for, and
/// what shows before a state changes. <c>docs/health.md</c> lists them and a test compares the two.
/// </summary>
public static class HealthSigns
{
    private const int Stands = 100;

    private static readonly IReadOnlyList<HealthSign> OfAccounts =
    [
        Of(AccountStates.NeedsNewToken, Stands),
        Of(AccountStates.Unlinked, Stands),
        Of(AccountStates.Banned, Stands),
        Of(AccountStates.GatewayOutdated, Stands),
        Of(AccountStates.PhoneOutdated, Stands),
        Of(AccountStates.SessionFailed, Stands),
        Of(AccountStates.DeviceRevoked, Stands),
        Of(AccountStates.MacDiskAccess, Stands),
        Of(AccountStates.PhoneSms, Stands),
        Of(AccountStates.PhoneKey, Stands),
        Of(AccountStates.MacOffline, 60),
        Of(AccountStates.PhoneOffline, 60),
        Of(AccountStates.MacAutomation, 60),
        Of(AccountStates.MacSignedOut, 60),
        Of(AccountStates.MacMessagesClosed, 60),
        Of(AccountStates.ConnectionLost, 60),
        Of(AccountStates.ConnectionReplaced, 60),
        Of(AccountStates.SessionRestarting, 60),
        Of(AccountStates.GatewayUnreachable, 60),
        Of(AccountStates.GatewayTroubled, 60),
        Of(AccountStates.Deaf, 60),
        Of(AccountStates.Silent, 30),
        Of(AccountStates.Restricted, 30),
    ];

    /// <summary>WhatsApp's restriction is a state of the account.</summary>
    private static readonly IReadOnlyList<HealthSign> OfPauses =
    [
        Of(PauseReasons.ChatsUsedUp, 20),
        Of(PauseReasons.FirstRefused, 20),
        Of(PauseReasons.Filtered, 40),
        Of(PauseReasons.Inactive, 60),
    ];

    private static readonly IReadOnlyList<HealthSign> OfLocations =
    [
        Of(LocationStates.ReconnectNeeded, Stands),
        Of(LocationStates.AgencyReconnectNeeded, Stands),
        Of(LocationStates.DailyLimitReached, 30),
    ];

    /// <summary>By the days for which the phone of a linked account was not seen, the longest first.</summary>
    public static readonly IReadOnlyList<(int Days, HealthSign Sign)> PhoneUnseen =
    [
        Unseen(13, 40, "WhatsApp ends the link after 14: it has one day left."),
        Unseen(10, 20, "WhatsApp ends the link after 14."),
        Unseen(7, 10, "WhatsApp ends the link after 14."),
    ];

    public static readonly HealthSign MessagesMissing = new(
        "messages_missing", Incidents.Gap, 10, "Messages of the last seven days may be missing: the account was not connected for a while.",
        "Compare with WhatsApp on the phone for the time that the account's notes name.");

    public static readonly HealthSign MessagesWaiting = new(
        "messages_waiting", Incidents.Messages, 20, "Messages of this account have been waiting for more than five minutes.",
        "Look at what they wait for in the list of messages.");

    /// <summary>Of the location: nobody knows yet whose they are.</summary>
    public static readonly HealthSign ChoicesWaiting = new(
        "choices_waiting", Incidents.Messages, 20, "Messages of this location have been waiting for more than five minutes for an account to be chosen.",
        "Look at what they wait for in the list of messages.");

    public static readonly HealthSign MessagesFailing = new(
        "messages_failing", Incidents.Messages, 30, "Five messages of this account or more failed within a day.",
        "Look at the reasons in the list of messages, and do what they say.");

    public static readonly IReadOnlyList<HealthSign> All =
        [.. OfAccounts, .. PhoneUnseen.Select(one => one.Sign), MessagesMissing, MessagesWaiting, ChoicesWaiting, MessagesFailing, .. OfPauses, .. OfLocations];

    private static readonly Dictionary<string, HealthSign> ByCode = All.ToDictionary(sign => sign.Code, StringComparer.Ordinal);

    /// <summary>The sign with a code; null for a state that is no trouble, or that somebody asked for.</summary>
    public static HealthSign? Find(string code) => ByCode.GetValueOrDefault(code);

    private static HealthSign Of(AccountState state, int points) => new(state.Code, Incidents.Account, points, state.Sentence, state.NextAction);

    private static HealthSign Of(PauseReason pause, int points) => new(pause.Code, Incidents.Sending, points, pause.Sentence, pause.NextAction);

    private static HealthSign Of(LocationStatus state, int points) => new(state.Code, Incidents.Access, points, state.Sentence, state.NextAction);

    private static (int Days, HealthSign Sign) Unseen(int days, int points, string rest) => (days, new HealthSign(
        $"phone_unseen_{days}", Incidents.Phone, points, $"WhatSnap has seen no sign of this account's phone for {days} days. {rest}",
        "Open WhatsApp on the phone, with the internet on, and send or read a message there."));
}
