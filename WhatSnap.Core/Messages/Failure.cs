namespace WhatSnap.Core.Messages;

/// <summary>A failure that a person can see: a stable code, a sentence, and what to do next.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Sentence">What happened, in plain language.</param>
/// <param name="NextAction">What to do about it.</param>
public sealed record Failure(string Code, string Sentence, string NextAction);

/// <summary>Every failure of a message; <c>docs/failures.md</c> shows the same table.</summary>
public static class Failures
{
    public static readonly Failure ContactRefused = new(
        "contact_refused",
        "GoHighLevel refused to create a contact for this sender.",
        "Look at GoHighLevel's words below, correct the contact or the location's settings, then replay the message.");

    public static readonly Failure MessageRefused = new(
        "message_refused",
        "GoHighLevel refused this message.",
        "Look at GoHighLevel's words below; if it was a setting, correct it and replay the message.");

    public static readonly Failure LocationUnavailable = new(
        "location_unavailable",
        "GoHighLevel says that this location is not active or that WhatSnap may not use it.",
        "Check that the location is active and WhatSnap is installed in it. What came in then comes back by itself; what goes out, send again in GoHighLevel.");

    public static readonly Failure ReconnectNeeded = new(
        "reconnect_needed",
        "GoHighLevel no longer accepts WhatSnap's access to this location.",
        "Install WhatSnap again in this location. What came in then comes back by itself; what goes out, send again in GoHighLevel.");

    public static readonly Failure StoredNothing = new(
        "stored_nothing",
        "GoHighLevel answered with success but did not store the message.",
        "Check that the conversation provider is set up for this location, then replay the message.");

    public static readonly Failure Unreachable = new(
        "gohighlevel_unreachable",
        "GoHighLevel could not be reached for three days.",
        "Check status.gohighlevel.com. What came in comes back by itself once GoHighLevel answers; what goes out, send again in GoHighLevel.");

    public static readonly Failure SenderWithoutNumber = new(
        "sender_without_number",
        "The sender is a short code or a name, which GoHighLevel cannot have as a contact.",
        "Read the message where the account has it, on its phone or in Twilio's log; it cannot be replayed into GoHighLevel.");

    public static readonly Failure AccountGone = new(
        "account_gone",
        "The account that received this message was removed.",
        "Add an account with the same number again: within 90 days of the removal the message is then replayed by itself.");

    public static readonly Failure NoAccount = new(
        "no_account",
        "No account could be chosen: the contact has no account's tag, wrote to none, and the location has no default account.",
        "Give the contact the tag of an account, or make an account the location's default, then send the message again.");

    public static readonly Failure SwitchToNobody = new(
        "switch_to_nobody",
        "The command at the start of the text names no account of this location.",
        "Write the account's name or tag after #switch or #switch_unique, then send the message again.");

    public static readonly Failure SenderGone = new(
        "sender_gone",
        "The account that was to send this message was removed.",
        "Give the contact the tag of another account, then send the message again.");

    public static readonly Failure SenderNotActive = new(
        "sender_not_active",
        "The account that was to send this message is not connected.",
        "Reconnect the account, or give the contact the tag of another one, then send the message again.");

    public static readonly Failure RecipientWithoutNumber = new(
        "recipient_without_number",
        "The contact has no valid phone number.",
        "Correct the number, with + and country code, then send the message again.");

    public static readonly Failure RecipientGone = new(
        "recipient_gone",
        "GoHighLevel does not know this contact any more.",
        "Write to the contact that took its place.");

    public static readonly Failure NothingToSend = new(
        "nothing_to_send",
        "The message has neither a text nor an attachment.",
        "Write something, then send the message again.");

    public static readonly Failure ProviderRefused = new(
        "provider_refused",
        "The provider refused this message.",
        "Look at the provider's reason below; correct it, then send the message again.");

    public static readonly Failure ProviderUnreachable = new(
        "provider_unreachable",
        "The provider could not be reached for four hours; the message was not sent.",
        "Look at the provider's status page, then send the message again.");

    public static readonly Failure OutcomeUnknown = new(
        "outcome_unknown",
        "It is not known whether this message was sent: the provider did not answer and could not be asked for four hours.",
        "Ask the contact, or look at the provider's own log, before you send it again.");

    public static readonly Failure NotOnWhatsApp = new(
        "not_on_whatsapp",
        "Nobody is on WhatsApp with this contact's number.",
        "Check the number with its country code, or give the contact the tag of an account that sends texts, then send the message again.");

    public static readonly Failure MayNotWriteFirst = new(
        "may_not_write_first",
        "WhatsApp restricts this account for now: it may write only to people it has talked with before.",
        "Wait until the contact writes, or give the contact the tag of another account. Writing to more strangers makes the restriction last longer.");

    public static readonly Failure AttachmentUnusable = new(
        "attachment_unusable",
        "An attachment could not be sent: its address does not answer, or it is empty or too large.",
        "Attach the file again, of at most 64 MB, then send the message again.");

    public static readonly Failure OptedOut = new(
        "opted_out",
        "The contact asked for no more messages, so that no account of this location writes to it.",
        "Wait until the contact sends START. If it agreed some other way, record that in WhatSnap with a note, then send the message again.");

    public static readonly Failure DoNotDisturb = new(
        "do_not_disturb",
        "The contact is set to do not disturb in GoHighLevel.",
        "Take do not disturb off the contact if it agrees, then send the message again.");

    public static readonly Failure OverLimit = new(
        "over_limit",
        "The account may not send so much: the message would have gone out more than a day late.",
        "Send fewer messages at once or from another account, or change the account's safety mode, then send the message again.");

    public static readonly Failure TooManyStrangers = new(
        "too_many_strangers",
        "The account may not write to so many people who never wrote to it: the message would have gone out more than a day late.",
        "Write first to fewer people a day or from another account, or change the account's safety mode, then send the message again.");

    public static readonly Failure SameText = new(
        "same_text",
        "The same text was to go to many people who never wrote to the account, which providers take for spam.",
        "Write it differently to each, or wait a day, then send the message again.");

    public static readonly Failure QuietHours = new(
        "quiet_hours",
        "These are the account's quiet hours, in which it sends only answers to people who have just written.",
        "Send the message again after the quiet hours, or change them.");

    public static readonly Failure SendingPaused = new(
        "sending_paused",
        "The account pauses after a warning from its provider, for longer than a message may wait.",
        "Look at the account's safety for the reason, and send the message again when the pause is over.");

    public static readonly Failure DeviceAway = new(
        "device_away",
        "The account's phone or Mac did not fetch this message within a day, so it was not sent.",
        "See that the device is on, has internet and runs its companion app, then send the message again.");

    public static readonly Failure DeviceSilent = new(
        "device_silent",
        "The account's phone or Mac took this message and did not say what became of it: it may have been sent.",
        "Look in the device's own messages whether it stands there before you send it again.");

    public static readonly Failure PhoneSim = new(
        "phone_sim_wanted",
        "The account's phone does not know which app or SIM it sends texts with.",
        "On the phone, open Settings → SIM cards and choose the SIM for SMS, and Settings → Apps → Default apps and choose an app for SMS. Then send the message again.");

    public static readonly Failure PhoneLimit = new(
        "phone_limit",
        "Android let the app send no more texts for now: it limits how many an app sends in half an hour.",
        "Wait half an hour, then send the message again. Sending less at once avoids it.");

    public static readonly Failure PhoneOffNetwork = new(
        "phone_without_network",
        "The account's phone had no mobile network when it was to send this message.",
        "Switch off airplane mode, look whether the phone shows bars and its SIM is active, then send the message again.");

    public static readonly Failure PhoneRefused = new(
        "phone_refused",
        "The account's phone could not send this message.",
        "Send a text to this contact by hand on the phone. If that fails too, look at the SIM's credit, its plan and the number; the phone's own word is below.");

    public static readonly Failure PhoneCancelled = new(
        "phone_cancelled",
        "This message was taken back in the app on the account's phone before it was sent.",
        "Send the message again if it shall go out.");

    public static readonly Failure InternalError = new(
        "internal_error",
        "WhatSnap could not work on this message.",
        "Tell the people who run WhatSnap; once it is mended, replay the message.");

    public static readonly IReadOnlyList<Failure> All =
    [
        ContactRefused, MessageRefused, LocationUnavailable, ReconnectNeeded, StoredNothing, Unreachable,
        SenderWithoutNumber, AccountGone, NoAccount, SwitchToNobody, SenderGone, SenderNotActive, RecipientWithoutNumber,
        RecipientGone, NothingToSend, ProviderRefused, ProviderUnreachable, OutcomeUnknown,
        NotOnWhatsApp, MayNotWriteFirst, AttachmentUnusable, OptedOut, DoNotDisturb,
        OverLimit, TooManyStrangers, SameText, QuietHours, SendingPaused, DeviceAway, DeviceSilent, PhoneSim, PhoneLimit, PhoneOffNetwork,
        PhoneRefused, PhoneCancelled, InternalError,
    ];

    /// <summary>Those of a message that came in: it is kept as a dead letter.</summary>
    public static readonly IReadOnlyList<Failure> OfInbound =
    [
        ContactRefused, MessageRefused, LocationUnavailable, ReconnectNeeded, StoredNothing, Unreachable, SenderWithoutNumber,
        AccountGone, InternalError,
    ];

    /// <summary>The failure with this code.</summary>
    public static Failure Find(string code) => All.First(failure => failure.Code == code);
}
