using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>Twilio's words for the state of a message (twilio_api_v2010, message_enum_status).</summary>
public static class TwilioStatus
{
    /// <summary>Our state for Twilio's; null for a word that is not known or says nothing of sending.</summary>
    public static SendState? StateOf(string? status) => status switch
    {
        "accepted" or "scheduled" or "queued" or "sending" => SendStates.Queued,
        "sent" => SendStates.Sent,
        "delivered" or "partially_delivered" => SendStates.Delivered,
        "read" => SendStates.Read,
        "failed" or "undelivered" or "canceled" => SendStates.Failed,
        _ => null,
    };
}
