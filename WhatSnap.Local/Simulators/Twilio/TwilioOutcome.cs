namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>How the sending of a message to one phone ends.</summary>
public sealed record TwilioOutcome
{
    public static TwilioOutcome Delivered { get; } = new() { End = TwilioEnd.Delivered };

    /// <summary>As with carriers that give no receipt.</summary>
    public static TwilioOutcome StaysSent { get; } = new() { End = TwilioEnd.Sent };

    /// <summary>The message waits in Twilio's queue and no status follows.</summary>
    public static TwilioOutcome StaysQueued { get; } = new() { End = TwilioEnd.Queued };

    public required TwilioEnd End { get; init; }

    /// <summary>3xxxx for what fails later, 2xxxx for what is refused.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>The carrier took it and the phone did not.</summary>
    public static TwilioOutcome Undelivered(int errorCode) => new() { End = TwilioEnd.Undelivered, ErrorCode = errorCode };

    /// <summary>It never left Twilio.</summary>
    public static TwilioOutcome Failed(int errorCode) => new() { End = TwilioEnd.Failed, ErrorCode = errorCode };

    /// <summary>The call is answered 400 with this code.</summary>
    public static TwilioOutcome Refused(int errorCode) => new() { End = TwilioEnd.Refused, ErrorCode = errorCode };
}

/// <summary>The last word on a message.</summary>
public enum TwilioEnd
{
    Delivered,
    Sent,
    Queued,
    Undelivered,
    Failed,
    Refused,
}
