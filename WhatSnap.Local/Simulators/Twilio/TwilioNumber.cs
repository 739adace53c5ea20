namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>One phone number of an account with its routing.</summary>
public sealed record TwilioNumber
{
    /// <summary>PN and 32 hexadecimal digits.</summary>
    public required string Sid { get; init; }

    public required string AccountSid { get; init; }

    /// <summary>E.164.</summary>
    public required string PhoneNumber { get; init; }

    public string? FriendlyName { get; init; }

    /// <summary>Such as "local" or "toll-free".</summary>
    public string Type { get; init; } = "local";

    public bool Sms { get; init; } = true;

    public bool Mms { get; init; } = true;

    public bool Voice { get; init; } = true;

    public bool Fax { get; init; }

    /// <summary>Writes the names of its capabilities as the documentation does: SMS, MMS.</summary>
    public bool UpperCaseCapabilities { get; init; }

    public string SmsUrl { get; init; } = "";

    public string SmsMethod { get; init; } = "POST";

    public string SmsFallbackUrl { get; init; } = "";

    public string SmsFallbackMethod { get; init; } = "POST";

    /// <summary>When set, the SMS addresses of the number are ignored.</summary>
    public string SmsApplicationSid { get; init; } = "";

    public string StatusCallback { get; init; } = "";

    /// <summary>A number whose papers are missing: changes of its routing are refused with 21649.</summary>
    public bool RefusesChanges { get; init; }

    /// <summary>An application that was deleted: to set it again is refused.</summary>
    public string? DeletedApplicationSid { get; init; }

    /// <summary>Changes are answered as if they were made, and are not.</summary>
    public bool IgnoresChanges { get; init; }

    /// <summary>How its toll-free verification stands, such as "TWILIO_APPROVED"; null means that there is none.</summary>
    public string? TollfreeStatus { get; init; }
}
