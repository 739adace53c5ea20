using WhatSnap.Core.Devices;

namespace WhatSnap.Core.Pairing;

/// <summary>What a step can find, in words for a person.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Severity">What becomes of the connection.</param>
/// <param name="Sentence">What was found; <c>{0}</c> stands for the result's detail.</param>
/// <param name="NextAction">What to do; empty when there is nothing to do.</param>
public sealed record StepFinding(string Code, Severity Severity, string Sentence, string NextAction);

/// <summary>Every finding and every end of a connection; <c>docs/accounts.md</c> lists them and a test compares the two.</summary>
public static class StepFindings
{
    public const string Running = "running";
    public const string TryingAgain = "trying_again";
    public const string PreparingCode = "preparing_code";
    public const string ScanCode = "scan_code";
    public const string CodesRanOut = "codes_ran_out";
    public const string LoggingIn = "logging_in";
    public const string PasskeyNeeded = "passkey_needed";
    public const string PasskeyConfirm = "passkey_confirm";
    public const string PhoneLinked = "phone_linked";
    public const string CodeWanted = "code_wanted";
    public const string CodeShown = "code_shown";
    public const string DeviceClaimed = "device_claimed";
    public const string DeviceUnheard = "device_unheard";
    public const string DeviceSilent = "device_silent";
    public const string PhoneUnheard = "phone_unheard";
    public const string TestTextWanted = "test_text_wanted";
    public const string TestTextMissing = "test_text_missing";
    public const string MacTextWanted = "mac_text_wanted";
    public const string MacTextMissing = "mac_text_missing";
    public const string ShortcutTextWanted = "shortcut_text_wanted";
    public const string ShortcutTextMissing = "shortcut_text_missing";
    public const string DeviceReady = "device_ready";

    public static readonly IReadOnlyList<StepFinding> All =
    [
        new(Running, Severity.Running, "This is being checked.", ""),
        new(TryingAgain, Severity.Running, "The other side did not answer; it is tried again.", "Wait a moment."),

        new("account_active", Severity.Passed, "The Twilio account “{0}” is active, and this is its primary Auth Token.", ""),
        new("subaccount_active", Severity.Passed, "The Twilio subaccount “{0}” is active, and this is its primary Auth Token.", ""),
        new("account_trial", Severity.Warning, "The Twilio account “{0}” is a trial: it texts only numbers that you verified, and Twilio may not forward texts that come to a trial number.", "Upgrade the account in the Twilio Console before you rely on it."),
        new("credentials_refused", Severity.Failed, "Twilio refused this Account SID and Auth Token.", "Copy both again from the Twilio Console home page, with no spaces. If you changed the token lately, use the new primary one."),
        new("test_credentials", Severity.Failed, "These are Twilio's test credentials.", "Use the live Account SID and Auth Token, which stand above them in the Twilio Console."),
        new("api_key", Severity.Failed, "This is an API key, not the Auth Token: it can't verify the texts that Twilio sends.", "Use the account's own Auth Token from the Twilio Console home page."),
        new("account_suspended", Severity.Failed, "Your Twilio account is not active.", "Add funds or answer Twilio's e-mail; it can take 10 minutes to come back. Then connect again."),
        new("account_closed", Severity.Failed, "This Twilio account is closed.", "Use another Twilio account."),
        new("secondary_token", Severity.Failed, "This is the secondary Auth Token: Twilio signs texts with the primary one.", "Copy the primary Auth Token, or promote this one in the Twilio Console first."),

        new("number_ready", Severity.Passed, "The number is on the account and can receive and send texts and pictures.", ""),
        new("number_without_mms", Severity.Warning, "The number can receive and send texts, but no pictures.", "Choose a number with MMS if you need pictures."),
        new("number_not_found", Severity.Failed, "This number is not on this Twilio account.", "Choose a number from the list. Was it released or moved to another account?"),
        new("number_without_sms", Severity.Failed, "This number can't receive or send texts.", "Choose a number whose capabilities name SMS."),
        new("number_connected_here", Severity.Failed, "This number is connected in this location already.", "Use the account that has it, or disconnect that one first."),
        new("number_connected_elsewhere", Severity.Failed, "This number is connected to WhatSnap elsewhere already.", "Disconnect it there first, or ask the people who help with WhatSnap."),

        new("credit_available", Severity.Passed, "The account has {0} of credit.", ""),
        new("credit_low", Severity.Warning, "The account has {0} of credit: Twilio suspends accounts that have none.", "Add credit in the Twilio Console, or switch on auto-recharge. Accounts on invoice can ignore this."),
        new("credit_unknown", Severity.Passed, "The credit can't be checked: a subaccount spends its parent's.", ""),

        new("registration_not_needed", Severity.Passed, "This number needs no registration that we can check.", ""),
        new("registration_approved", Severity.Passed, "The number is registered: {0}.", ""),
        new("a2p_missing", Severity.Warning, "US carriers block texts from numbers without A2P 10DLC registration, and we found none for this number ({0}). Receiving works.", "Register the number under Messaging → Regulatory compliance in the Twilio Console; a campaign takes 10 to 15 business days."),
        new("tollfree_unverified", Severity.Warning, "Texts from this toll-free number are blocked until it is verified ({0}). Receiving works.", "Verify the toll-free number in the Twilio Console; it takes 3 to 5 business days."),
        new("registration_unknown", Severity.Warning, "The registration could not be read.", "Look at Messaging → Regulatory compliance in the Twilio Console."),

        new("route_free", Severity.Passed, "Nobody else receives this number's texts.", ""),
        new("route_ours", Severity.Passed, "This number's texts come to WhatSnap already.", ""),
        new("route_foreign", Severity.Question, "This number's texts go to {0} today.", "If you continue, they come to WhatSnap instead; disconnecting puts the old address back."),
        new("route_application", Severity.Question, "A Twilio application receives this number's texts today.", "If you continue, the number is taken out of that application; disconnecting puts it back."),
        new("route_service", Severity.Question, "The messaging service “{0}” receives this number's texts today.", "If you continue, every number of that service receives its texts at its own address; disconnecting undoes it."),
        new("route_refused", Severity.Failed, "Twilio refused to change where this number's texts go.", "Look at the number in the Twilio Console: an incomplete regulatory bundle or address can be the cause."),

        new("route_elsewhere", Severity.Failed, "This number's texts go to {0} and not to WhatSnap.", "Reconnect the account: it asks before it changes where the texts go."),
        new("route_gone_elsewhere", Severity.Failed, "Nobody receives this number's texts: its messaging address at Twilio is empty.", "Reconnect the account, which sets the address again."),

        new("route_saved", Severity.Passed, "The old route is kept, and the number was pointed at WhatSnap.", ""),
        new("route_changed_meanwhile", Severity.Failed, "Where this number's texts go was changed while we were connecting it.", "Connect again, and say whether the new route may be replaced."),
        new("route_confirmed", Severity.Passed, "Twilio confirms that the number's texts come to WhatSnap.", ""),
        new("route_not_taken", Severity.Failed, "Twilio accepted the change but still sends the number's texts elsewhere.", "Look at the number in the Twilio Console, then connect again."),
        new("self_test_passed", Severity.Passed, "Our address answers as Twilio will call it.", ""),
        new("self_test_failed", Severity.Failed, "Our own address could not be reached as Twilio will call it.", "Tell the people who run WhatSnap: Host__PublicBaseUrl must lead to this host from outside."),
        new("session_ready", Severity.Passed, "The WhatsApp gateway is ready.", ""),
        new("gateway_refused", Severity.Failed, "The WhatsApp gateway refused a call that we need.", "Tell the people who run WhatSnap: WhatsApp__GatewayUrl and WhatsApp__OperatorKey must fit the gateway."),
        new(PreparingCode, Severity.Running, "WhatsApp is being asked for a code.", "Wait a moment."),
        new(ScanCode, Severity.Running, "A QR code waits to be scanned.", "On the phone, open WhatsApp → Settings → Linked Devices → Link a Device, and scan the code. When it expires, a new one appears by itself."),
        new(CodesRanOut, Severity.Running, "The codes ran out; new ones are on their way.", "Wait a moment."),
        new(LoggingIn, Severity.Running, "The phone took the code; WhatsApp is logging in.", "Keep WhatsApp open on the phone for a moment."),
        new(PasskeyNeeded, Severity.Running, "WhatsApp asks for this account's passkey before it links a device.", "On a computer, answer the passkey request at web.whatsapp.com as docs/whatsapp.md describes, with the passkey of the phone's account; a phone alone can't do it."),
        new(PasskeyConfirm, Severity.Running, "WhatsApp shows a code on the phone, which must be the same as the one shown here.", "Compare the two codes. If they are the same, confirm here; if not, cancel."),
        new(PhoneLinked, Severity.Passed, "The phone has linked WhatSnap.", ""),
        new("link_refused", Severity.Failed, "WhatsApp refused to link this phone.", "Update WhatsApp on the phone, check that phone and computer are online, and start again. WhatsApp allows four linked devices: remove one that is no longer used."),
        new("link_removed", Severity.Failed, "The link was removed on the phone before it was ready.", "Start again and scan the new code."),
        new("link_banned", Severity.Failed, "WhatsApp has banned or restricted this number.", "Open WhatsApp on the phone and follow what it says, then start again."),
        new("link_gateway_outdated", Severity.Failed, "WhatsApp no longer accepts the version of WhatsApp Web that the gateway names.", "Tell the people who run WhatSnap to update the WhatsApp gateway, then start again."),
        new("link_phone_outdated", Severity.Failed, "WhatsApp on the phone is too old to link a device.", "Update WhatsApp on the phone, then start again."),
        new("session_gone", Severity.Failed, "The WhatsApp gateway no longer knows this attempt.", "Start again."),
        new("linked_number_ready", Severity.Passed, "The phone's number is free to be connected.", ""),
        new("linked_number_unreadable", Severity.Failed, "WhatsApp did not say which number the phone has.", "Start again; if it stays so, tell the people who run WhatSnap."),
        new("linked_number_differs", Severity.Failed, "The phone that scanned the code has another number than this account.", "Reconnect with the account's own phone, or add the other number as a new account."),
        new(CodeWanted, Severity.Running, "No code is shown now: it was not asked for yet, or is older than ten minutes.", "Ask for a code here, then type it on the device."),
        new(CodeShown, Severity.Running, "A code waits to be typed on the device.", "On the phone or Mac, start the app or the companion and type the code within ten minutes. It can be used once."),
        new(DeviceClaimed, Severity.Question, "The device “{0}” used the code.", "If that is your device, confirm it. If you don't know it, say no: it gets nothing."),
        new("device_paired", Severity.Passed, "The device “{0}” is paired.", ""),
        new("device_gone", Severity.Failed, "The device was removed before it was ready.", "Start again with a new code."),
        new(DeviceUnheard, Severity.Running, "The device has not reported yet.", "Leave the app or the companion open on the device, with the internet on."),
        new(PhoneUnheard, Severity.Running, "The app is registered, but has not told anything yet.", "In the app tap Offline, then Online: it takes WhatSnap's settings when it goes online. Leave it open, with the internet on."),
        new(TestTextWanted, Severity.Running, "Receiving is tried out: the text “{0}” has to arrive on the phone.", "From another phone, text exactly this to the number of this phone. If nothing happens within two minutes, switch off RCS chats in the phone's app for messages, and text it once more."),
        new(TestTextMissing, Severity.Failed, "The text that tries out receiving did not arrive within 15 minutes.", "On the phone, open the app for messages → Settings → RCS chats and switch them off: what comes by RCS reaches no other app. Allow SMS for SMSGate, then connect it again with a new code."),
        new(MacTextWanted, Severity.Running, "Receiving is tried out: the text “{0}” has to come to Messages on the Mac.", "From another phone, text exactly this to a number or address of Messages on this Mac; or write it to anybody on the iPhone with the same Apple Account. If nothing happens within two minutes, look whether Messages on the Mac shows it."),
        new(MacTextMissing, Severity.Failed, "The Mac did not bring the text that tries out receiving within 15 minutes.", "On the Mac, open Messages → Settings → iMessage and tick the number or address that was texted under “You can be reached for messages at”. For SMS, switch on this Mac on the iPhone with the same Apple Account, in Settings → Apps → Messages → Text Message Forwarding. If Messages shows the text, look on the Mac whether Full Disk Access is on for the program that runs the companion. Then connect it again with a new code."),
        new(ShortcutTextWanted, Severity.Running, "Receiving is tried out: the Shortcut has to bring the text “{0}”.", "When the automation is made, text exactly this to the iPhone from another phone. If nothing happens within two minutes, look whether the automation is set to “Run Immediately”, and text it once more."),
        new(ShortcutTextMissing, Severity.Failed, "The Shortcut did not bring the text that tries out receiving within 15 minutes.", "On the iPhone, open Shortcuts → Automation and the one for messages. It has to be set to “Run Immediately”, with no sender and one space in Message Contains: messages without a space are left out. Compare address and Authorization with what was shown. Then connect it again with a new key, and change Authorization in the Shortcut."),
        new(DeviceSilent, Severity.Failed, "The device did not report within 15 minutes.", "Look whether the app or the companion runs on the device and whether the device is online. Then connect it again with a new code."),
        new(DeviceReady, Severity.Passed, "The device has all that it needs.", ""),
        new("device_reports", Severity.Passed, "The device calls regularly.", ""),
        new("device_receives", Severity.Passed, "The iPhone brings what it receives; it can't send.", ""),
        new("mac_without_sms", Severity.Warning, "This Mac can send iMessages, but no SMS.", "On the iPhone with the same Apple Account, open Settings → Apps → Messages → Text Message Forwarding and switch on this Mac."),
        new("phone_may_sleep", Severity.Warning, "Android may put the app to sleep, so that messages come and go late.", "On the phone, open Settings → Apps → the app → Battery and choose “Unrestricted”."),
        new("phone_app_fails", Severity.Warning, "The app on the phone says that something in it does not work.", "Open the app on the phone and look at its messages; then tap Offline and Online."),
        new("device_clock_off", Severity.Warning, "The clock of the device is wrong by {0} minutes, and so are the times of its messages.", "Let the device set date and time by itself."),
        new("device_uploads_wait", Severity.Warning, "{0} messages wait on the device to be brought here.", "Leave the device online; it goes on by itself."),
        new("device_missing", Severity.Failed, "No device is paired with this account.", "Reconnect the account and pair a device."),
        new("device_number_ready", Severity.Passed, "The device's number is free to be connected.", ""),
        new("device_number_unknown", Severity.Passed, "The device's own number is not known; messages come and go all the same.", ""),
        new("device_number_differs", Severity.Failed, "The device has another number than this account.", "Use the account's own device, or add the other number as a new account."),
        .. DeviceTroubles.Findings,
        new("tag_ready", Severity.Passed, "The tag {0} is in GoHighLevel.", ""),
        new("tag_refused", Severity.Failed, "GoHighLevel refused to create the account's tag.", "Check that WhatSnap is installed in this location, then connect again."),
        new("activated", Severity.Passed, "The account is active. It waits for its first text.", "Send a text to the number from any phone to see it arrive."),
        new("twilio_silent", Severity.Failed, "Twilio did not answer just now.", "Check status.twilio.com and try again in a few minutes."),
        new("gateway_silent", Severity.Failed, "The WhatsApp gateway did not answer just now.", "Try again in a few minutes. If it stays so, tell the people who run WhatSnap that the WhatsApp gateway does not answer."),
        new("checks_unfinished", Severity.Failed, "Not all checks ended within twenty seconds.", "Try again in a minute."),
        new("link_stands", Severity.Passed, "The link to the phone stands.", ""),
        new("whatsapp_answers", Severity.Passed, "WhatsApp answers on this account's connection.", ""),
        new("whatsapp_silent", Severity.Failed, "WhatsApp does not answer on this account's connection.", "Look whether WhatsApp works on the phone and whether the phone is online. The connection is made anew by itself within ten minutes."),
        new("phone_seen", Severity.Passed, "The phone was seen within the last seven days.", ""),
        new("phone_unseen", Severity.Warning, "The phone was not seen for {0} days: WhatsApp ends the link of a phone that is not online for 14.", "Keep the phone online and open WhatsApp on it at least weekly."),
        new("connection_steady", Severity.Passed, "The link was not interrupted in the last 14 days.", ""),
        new("connection_interrupted", Severity.Warning, "The link was interrupted {0} times in the last 14 days.", "Keep the phone online, open WhatsApp on it at least weekly, and update WhatsApp. The app for WhatsApp Business suits numbers that are written to all day."),
        new("twilio_refused", Severity.Failed, "Twilio refused a call that we need (error {0}).", "See twilio.com/docs/api/errors for this error, mend it and connect again."),
        new("account_gone", Severity.Failed, "The account was removed while it was being connected.", "Add it again."),

        new(ConnectionEnds.Connected, Severity.Passed, "The account is connected to GoHighLevel and ready.", ""),
        new(ConnectionEnds.Declined, Severity.Failed, "You chose to leave the number's route as it is.", "Connect again when it may be replaced."),
        new(ConnectionEnds.Expired, Severity.Failed, "The question was not answered within 15 minutes.", "Connect again."),
        new(ConnectionEnds.Cancelled, Severity.Failed, "The connection was cancelled.", ""),
        new(ConnectionEnds.Interrupted, Severity.Failed, "The connection was interrupted for too long.", "Add the account again."),
        new(ConnectionEnds.TwilioUnreachable, Severity.Failed, "Twilio did not answer, several times in a row.", "Check status.twilio.com and connect again in a few minutes."),
        new(ConnectionEnds.GoHighLevelUnreachable, Severity.Failed, "GoHighLevel did not answer, several times in a row.", "Check status.gohighlevel.com and connect again in a few minutes."),
        new(ConnectionEnds.GatewayUnreachable, Severity.Failed, "The WhatsApp gateway did not answer, several times in a row.", "Start again in a few minutes; if it stays so, tell the people who run WhatSnap."),
        new(ConnectionEnds.NotScanned, Severity.Failed, "No phone was linked within the time that codes are shown.", "Start again when the phone is at hand."),
        new(ConnectionEnds.NotPaired, Severity.Failed, "No device used a code within half an hour.", "Start again when the device is at hand."),
        new(ConnectionEnds.DeviceDeclined, Severity.Failed, "You said that the device that used the code is not yours.", "It has no access. Start again with a new code, and show it to nobody."),
        new(ConnectionEnds.InternalError, Severity.Failed, "WhatSnap could not finish this step.", "Connect again; if it stays so, tell the people who run WhatSnap."),
        new("route_put_back", Severity.Passed, "The number's old route is put back.", ""),
        new("route_left", Severity.Warning, "The number's old route could not be put back: Twilio refuses our access, or did not answer for a day.", "Set the number's messaging address in the Twilio Console yourself."),
        new("route_put_back_in_part", Severity.Warning, "The number's own old addresses are put back, but not {0}: it is gone, has changed, or Twilio refuses it.", "Look at the number in the Twilio Console and say where its texts shall go."),
        new("route_service_shared", Severity.Warning, "The number's own old addresses are put back. Its messaging service stays as it is while another account here has a number in it.", "Disconnect that account too, or let the service receive its texts in the Twilio Console."),
        new("route_gone", Severity.Passed, "The number is no longer on this Twilio account: there is nothing to put back.", ""),
        new("route_moved_on", Severity.Passed, "The number's route was changed elsewhere meanwhile and was left as it is.", ""),
    ];

    private static readonly Dictionary<string, StepFinding> ByCode = All.ToDictionary(finding => finding.Code);

    /// <summary>The words of a code.</summary>
    public static StepFinding Of(string code) => ByCode[code];
}
