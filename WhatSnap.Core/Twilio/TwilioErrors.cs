using System.Globalization;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// What Twilio's error codes mean for a person, and what to do (twilio.com/docs/api/errors); <c>docs/failures.md</c> shows the
/// same table. New codes come without notice: one that is not here gets a general sentence, and every one its page.
/// </summary>
public static class TwilioErrors
{
    /// <summary>The code of a text to somebody who opted out at Twilio, by a word to the sender's number or to its service.</summary>
    public const string OptedOut = "21610";

    public static readonly IReadOnlyDictionary<int, string> All = new SortedDictionary<int, string>
    {
        [10001] = "The Twilio account is not active. Add funds or answer Twilio's e-mail; it can take ten minutes to come back.",
        [10002] = "Twilio's trial does not allow this. Upgrade the Twilio account.",
        [11200] = "WhatSnap's address did not answer Twilio as it should. Tell the people who run WhatSnap.",
        [11205] = "WhatSnap's address did not answer Twilio as it should. Tell the people who run WhatSnap.",
        [11751] = "The picture could not be sent. Send one of at most 5 MB, as JPEG, PNG or GIF.",
        [12100] = "WhatSnap's address did not answer Twilio as it should. Tell the people who run WhatSnap.",
        [12300] = "WhatSnap's address did not answer Twilio as it should. Tell the people who run WhatSnap.",
        [14107] = "Stopped: it looked like two robots that answer each other. Switch one of them off.",
        [20003] = "Twilio refused this Account SID and Auth Token. Copy both again from the Twilio Console, with no spaces, and reconnect the account.",
        [20005] = "The Twilio account is not active. Add funds or answer Twilio's e-mail; it can take ten minutes to come back.",
        [20008] = "These are Twilio's test credentials. Reconnect the account with the live ones.",
        [20403] = "The Twilio account is not active. Add funds or answer Twilio's e-mail; it can take ten minutes to come back.",
        [20404] = "Twilio does not know this number or account any more. Look in the Twilio Console whether it was released or moved.",
        [20429] = "Too many calls at once; WhatSnap tries again by itself.",
        [20500] = "Twilio had trouble and the message may have been sent. Ask the contact before you send it again.",
        [20503] = "Twilio had trouble and the message may have been sent. Ask the contact before you send it again.",
        [21211] = "This is not a valid phone number. Write it with + and country code.",
        [21212] = "The sender's number is not valid. Look at the account's number in the Twilio Console.",
        [21408] = "The Twilio account may not text this country. Switch it on in the Twilio Console under Messaging, Geo permissions.",
        [21603] = "The sender's number is not valid. Look at the account's number in the Twilio Console.",
        [21606] = "This number can't send texts from this Twilio account. Look at its capabilities in the Twilio Console.",
        [21608] = "Twilio lets this account text only numbers that were verified. Upgrade it and finish the compliance profile.",
        [21610] = "The contact opted out of texts from this number. Only they can undo it, by texting START (UNSTOP for toll-free numbers).",
        [21611] = "Too many texts of this number are waiting. Send it again later; they go out at the number's own speed.",
        [21612] = "Twilio can't reach this number from yours. Try an account with a number of the same country.",
        [21614] = "This number can't get texts; it looks like a landline. Call instead.",
        [21617] = "The text is too long. Send at most 1,600 letters.",
        [21620] = "The picture could not be sent. Send one of at most 5 MB, as JPEG, PNG or GIF.",
        [21635] = "This number can't get texts; it looks like a landline. Call instead.",
        [21659] = "This number can't send texts from this Twilio account. Look at its capabilities in the Twilio Console.",
        [21660] = "This number can't send texts from this Twilio account. Look at its capabilities in the Twilio Console.",
        [30001] = "Too many texts of this number are waiting. Send it again later; they go out at the number's own speed.",
        [30002] = "The Twilio account is not active. Add funds or answer Twilio's e-mail; it can take ten minutes to come back.",
        [30003] = "The phone is off or has no signal. Try again later.",
        [30004] = "The carrier or the contact blocks texts from this number. Reach them another way.",
        [30005] = "This number does not exist any more. Ask the contact for the new one.",
        [30006] = "This number can't get texts; it looks like a landline. Call instead.",
        [30007] = "The carrier filtered this text as spam. Check the number's registration, and links and wording of the text.",
        [30008] = "The carrier gave no reason. Try once more, later.",
        [30019] = "The picture could not be sent. Send one of at most 5 MB, as JPEG, PNG or GIF.",
        [30022] = "The limit of your A2P registration is reached for now. Send it again tomorrow, or ask Twilio for a higher one.",
        [30023] = "The limit of your A2P registration is reached for now. Send it again tomorrow, or ask Twilio for a higher one.",
        [30032] = "This toll-free number is not verified. Verify it in the Twilio Console; that takes three to five working days.",
        [30033] = "Carriers in the US want this number registered. Register it in the Twilio Console (A2P 10DLC).",
        [30034] = "Carriers in the US want this number registered. Register it in the Twilio Console (A2P 10DLC).",
        [30035] = "Carriers in the US want this number registered. Register it in the Twilio Console (A2P 10DLC).",
        [30036] = "It waited too long for the carrier and was dropped. Send it again if it is still of use.",
        [30037] = "Twilio held this text back. Look at its reason in the Twilio Console.",
        [30044] = "A trial account can't send a text this long. Shorten it or upgrade the Twilio account.",
        [30450] = "Twilio held this text back. Look at its reason in the Twilio Console.",
        [30610] = "Twilio held this text back. Look at its reason in the Twilio Console.",
        [90010] = "The Twilio account is not active. Add funds or answer Twilio's e-mail; it can take ten minutes to come back.",
        [572002] = "Twilio lets this account text only numbers that were verified. Upgrade it and finish the compliance profile.",
        [572005] = "Twilio lets this account text only numbers that were verified. Upgrade it and finish the compliance profile.",
    };

    /// <summary>The sentence for a code, with Twilio's page on it; null when the text is no code of Twilio.</summary>
    public static string? Explain(string? code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? $"{All.GetValueOrDefault(number, General)} ({Page}{number})"
            : null;

    private const string General = "Twilio did not send this message. Its page on the error says more.";
    private const string Page = "https://www.twilio.com/docs/api/errors/";
}
