using System.Globalization;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Twilio's words for why a message is not taken; the answer is 400 with the code.</summary>
internal static class SendRefusals
{
    /// <param name="code">Twilio's error code; one that is not listed gets general words.</param>
    /// <param name="subject">The number, address or text that is the trouble.</param>
    public static TwilioAnswer Of(int code, string subject = "") => TwilioAnswer.BadRequest(
        code,
        code switch
        {
            21211 => $"The 'To' number {subject} is not a valid phone number.",
            21212 => $"The 'From' number {subject} is not a valid phone number, shortcode, or alphanumeric sender ID.",
            21408 => $"Permission to send an SMS or MMS has not been enabled for the region indicated by the 'To' number: {subject}.",
            21602 => "Message body is required.",
            21603 => "A 'From' phone number is required.",
            21604 => "A 'To' phone number is required.",
            21606 => $"The 'From' phone number provided ({subject}) is not a valid message-capable Twilio phone number for this destination/account",
            21608 => $"The number {subject} is unverified. Trial accounts cannot send messages to unverified numbers",
            21609 => $"The 'StatusCallback' URL {subject} is not a valid URL.",
            21610 => "Attempt to send to unsubscribed recipient",
            21611 => $"The 'From' number {subject} has exceeded the maximum number of queued messages.",
            21612 => $"The 'To' phone number: {subject}, is not currently reachable using the 'From' phone number.",
            21614 => $"'To' number: {subject}, is not a valid mobile number",
            21617 => "The concatenated message body exceeds the 1600 character limit",
            21620 => $"Invalid media URL(s): {subject}",
            21623 => "Number of media files exceeds allowed limit",
            21659 => $"'From' {subject} is not a Twilio phone number or Short Code country mismatch",
            21660 => $"Mismatch between the 'From' number {subject} and the account",
            21701 => $"The Messaging Service does not exist: {subject}",
            21703 => "The Messaging Service does not have a phone number available to send a message",
            20001 => $"Invalid parameter: {subject}",
            _ => string.Create(CultureInfo.InvariantCulture, $"The message was refused: {code} {subject}"),
        });
}
