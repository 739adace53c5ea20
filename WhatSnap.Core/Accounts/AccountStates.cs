namespace WhatSnap.Core.Accounts;

/// <summary>A state that a person can see: a stable code, a sentence and what to do next.</summary>
public sealed record AccountState(string Code, string Sentence, string NextAction);

/// <summary>Every state of an account; <c>docs/accounts.md</c> lists them and a test compares the two.</summary>
public static class AccountStates
{
    public static readonly AccountState Pending = new(
        "pending", "The account is being connected.", "Wait for the steps to end, or answer the question they ask.");

    public static readonly AccountState Active = new(
        "active", "The account is connected: it receives messages.", "Nothing to do.");

    public static readonly AccountState NeedsNewToken = new(
        "needs_new_token", "Twilio no longer accepts the Auth Token that we have, so texts can't be verified.",
        "Copy the primary Auth Token from the Twilio Console and reconnect the account with it.");

    public static readonly AccountState Unlinked = new(
        "unlinked", "WhatsApp ended the link to this account's phone, so its messages no longer come here.",
        "Reconnect the account and scan the code with the same phone; its tag and history stay.");

    public static readonly AccountState Banned = new(
        "banned", "WhatsApp has banned or restricted this number.",
        "Open WhatsApp on the phone and follow what it says. When the phone can use WhatsApp again, reconnect the account.");

    public static readonly AccountState GatewayOutdated = new(
        "gateway_outdated", "WhatsApp no longer accepts the version of WhatsApp Web that the gateway names, so messages no longer come here.",
        "Tell the people who run WhatSnap to update the WhatsApp gateway. If the account is not connected a few minutes after that, reconnect it.");

    public static readonly AccountState PhoneOutdated = new(
        "phone_outdated", "WhatsApp on this account's phone is too old for linked devices, so its messages no longer come here.",
        "Update WhatsApp on the phone, then reconnect the account.");

    public static readonly AccountState SessionFailed = new(
        "session_failed", "The session of this account failed at the WhatsApp gateway, and starting it again several times did not help.",
        "Reconnect the account. If it fails again, tell the people who run WhatSnap.");

    public static readonly AccountState ConnectionLost = new(
        "connection_lost", "The connection to WhatsApp is lost and is being made again; messages wait until then.",
        "Wait a few minutes. If it stays so, look whether WhatsApp works on the phone, then tell the people who run WhatSnap.");

    public static readonly AccountState ConnectionReplaced = new(
        "connection_replaced", "Another client has connected in the place of this account's link; it is tried again after a pause.",
        "Wait a few minutes. If it stays so, tell the people who run WhatSnap: a second gateway may be using the same link.");

    public static readonly AccountState SessionRestarting = new(
        "session_restarting", "The session of this account does not run at the WhatsApp gateway; it is being started again.",
        "Wait a few minutes: it is tried several times, with growing pauses.");

    public static readonly AccountState GatewayUnreachable = new(
        "gateway_unreachable", "The WhatsApp gateway can't be reached, so it is not known how this account fares; it is asked again every few minutes.",
        "Wait a few minutes. If it stays so, tell the people who run WhatSnap that the WhatsApp gateway does not answer.");

    public static readonly AccountState GatewayTroubled = new(
        "gateway_troubled", "The WhatsApp gateway answers, but can't do its work, for example because its storage does not answer.",
        "Wait a few minutes. If it stays so, tell the people who run WhatSnap to look at the gateway's log and its /health.");

    public static readonly AccountState Deaf = new(
        "deaf", "The account is said to be connected, but WhatsApp does not answer on its connection, although that was made anew.",
        "Look whether WhatsApp works on the phone. If it does and this stays so, tell the people who run WhatSnap.");

    public static readonly AccountState Silent = new(
        "silent", "Nothing has come for this account for much longer than usual, although its connection was made anew.",
        "Write to its number from another phone. If that does not arrive in GoHighLevel, disconnect and reconnect the account; else there is nothing to do.");

    public static readonly AccountState Restricted = new(
        "restricted", "WhatsApp restricts this account: for now it can't write to people whom it has never talked with. It receives and answers as usual.",
        "Write to nobody first until the restriction ends; WhatsApp on the phone says when.");

    public static readonly AccountState DeviceRevoked = new(
        "device_revoked", "The access of this account's device was revoked, so nothing comes or goes.",
        "Reconnect the account and pair the device again, or another one; its tag and history stay.");

    public static readonly AccountState MacOffline = new(
        "mac_offline", "The Mac of this account has not called for more than ten minutes, so nothing comes or goes.",
        "Look whether the Mac is on, awake, logged in and online, and whether the companion runs there: “whatsnap-companion status” says so.");

    public static readonly AccountState PhoneOffline = new(
        "phone_offline", "The phone of this account has not called for more than half an hour, so nothing comes or goes.",
        "Look whether the phone is on and online. Open the app on it, see that it says “Online”, and take it out of battery optimisation.");

    public static readonly AccountState MacDiskAccess = new(
        "mac_disk_access", "macOS does not let the companion read Messages' database, so nothing comes in from this Mac.",
        "On the Mac, open System Settings → Privacy & Security → Full Disk Access and switch on the program that runs the companion; after an update, remove it from the list and add it again. Then start it again.");

    public static readonly AccountState MacAutomation = new(
        "mac_automation", "macOS does not let the companion send by Messages.",
        "On the Mac, open System Settings → Privacy & Security → Automation and switch on Messages under the program that runs the companion.");

    public static readonly AccountState MacSignedOut = new(
        "mac_signed_out", "Messages on the Mac is not signed in to iMessage.",
        "On the Mac, open Messages → Settings → iMessage and sign in with your Apple Account.");

    public static readonly AccountState MacMessagesClosed = new(
        "mac_messages_closed", "Messages is not open on the Mac, so nothing goes out.", "On the Mac, open Messages and leave it open.");

    public static readonly AccountState PhoneSms = new(
        "phone_sms", "Android does not let the app read and send SMS.",
        "On the phone, open Settings → Apps → the app → Permissions and allow SMS. Where it is grey, first choose “Allow restricted settings” in the menu of that page.");

    public static readonly AccountState PhoneKey = new(
        "phone_key", "The app on the phone signs with another key than WhatSnap knows, so nothing comes in; it keeps what comes and tries again.",
        "In the app open Settings → Webhooks, copy the signing key, and paste it here at the phone. Or tap Offline and then Online in the app, so that it takes WhatSnap's key.");

    public static readonly AccountState Reconnecting = new(
        "reconnecting", "The account is being connected again.", "Wait for the steps to end, or answer the question they ask.");

    public static readonly AccountState Disconnecting = new(
        "disconnecting", "The account is being disconnected: what connecting it changed elsewhere is undone.", "Wait a moment.");

    public static readonly AccountState Removing = new(
        "removing", "The account is being removed: what connecting it changed elsewhere is undone.", "Wait a moment.");

    public static readonly AccountState Disconnected = new(
        "disconnected", "The account is disconnected: its messages no longer come here.",
        "Reconnect it to go on with its tag and history, or remove it.");

    public static readonly AccountState RouteLeft = new(
        "route_left", "The account is disconnected, but the number's old route could not be put back, or not all of it: Twilio refused, or did not answer for a day.",
        "Set the number's messaging address in the Twilio Console yourself. Then reconnect the account, or remove it once more to forget it.");

    public static readonly IReadOnlyList<AccountState> All =
    [
        Pending, Active, NeedsNewToken, Unlinked, Banned, GatewayOutdated, PhoneOutdated, SessionFailed, ConnectionLost, ConnectionReplaced,
        SessionRestarting, GatewayUnreachable, GatewayTroubled, Deaf, Silent, Restricted, DeviceRevoked, MacOffline, PhoneOffline, MacDiskAccess, MacAutomation,
        MacSignedOut, MacMessagesClosed, PhoneSms, PhoneKey, Reconnecting, Disconnecting, Removing, Disconnected,
        RouteLeft,
    ];

    /// <summary>The state with a code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is not one of the table.</exception>
    public static AccountState Of(string code) =>
        All.FirstOrDefault(state => state.Code == code) ?? throw new ArgumentOutOfRangeException(nameof(code), code, null);

    /// <summary>True for an account that is on its way to be disconnected or removed.</summary>
    public static bool IsClosing(string code) => code == Disconnecting.Code || code == Removing.Code;

    /// <summary>True while an account may be its location's default: one on its way out can't send.</summary>
    internal static bool MayBeDefault(string code) => !IsDisconnected(code) && !IsClosing(code);

    /// <summary>True for an account that keeps its number but receives nothing until its owner reconnects it.</summary>
    internal static bool NeedsReconnection(string code) =>
        code == NeedsNewToken.Code || code == DeviceRevoked.Code || HasLostLink(code) || code == GatewayOutdated.Code || code == PhoneOutdated.Code;

    /// <summary>True for an account whose link to its phone is over: WhatsApp keeps no messages for it until it is linked anew.</summary>
    internal static bool HasLostLink(string code) => code == Unlinked.Code || code == Banned.Code || code == SessionFailed.Code;

    /// <summary>
    /// The states of an account whose link to its phone stands or may work again without that phone: a session that failed may be started,
    /// and a gateway that was too old may be updated.
    /// </summary>
    internal static readonly IReadOnlyList<AccountState> MayHoldLink = [Active, SessionFailed, GatewayOutdated];

    /// <summary>The states that a flow leads out of.</summary>
    internal static readonly IReadOnlyList<AccountState> Passing = [Pending, Reconnecting, Disconnecting, Removing];

    /// <summary>True while the account takes part in messaging or may do so again without being connected anew.</summary>
    public static bool HoldsNumber(string code) => !IsDisconnected(code);

    /// <summary>
    /// True for an account that is meant to work, whether it does or not; false for one that is still being connected, is on its way
    /// out, or was ended.
    /// </summary>
    public static bool IsConnected(string code) => !IsDisconnected(code) && Passing.All(state => state.Code != code);

    /// <summary>True for an account that was ended and is kept, for its reconnection or for what it has to say.</summary>
    public static bool IsDisconnected(string code) => code == Disconnected.Code || code == RouteLeft.Code;
}
