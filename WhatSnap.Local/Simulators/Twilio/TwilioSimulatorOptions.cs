namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>What a Twilio simulator starts with.</summary>
public sealed record TwilioSimulatorOptions
{
    /// <summary>0 picks a free port on 127.0.0.1; the media store always has another one of its own.</summary>
    public int Port { get; init; }

    public IReadOnlyList<TwilioAccount> Accounts { get; init; } = [];

    public IReadOnlyList<TwilioNumber> Numbers { get; init; } = [];

    /// <summary>What media addresses in webhooks start with; null means the simulator's own address.</summary>
    public Uri? PublicAddress { get; init; }

    public TwilioFaults Faults { get; init; } = new();
}

/// <summary>One account, as its owner and its API see it.</summary>
public sealed record TwilioAccount
{
    /// <summary>AC and 32 hexadecimal digits.</summary>
    public required string Sid { get; init; }

    public required string AuthToken { get; init; }

    public string FriendlyName { get; init; } = "Demo account";

    /// <summary>"active", "suspended" or "closed".</summary>
    public string Status { get; init; } = "active";

    /// <summary>"Full" or "Trial".</summary>
    public string Type { get; init; } = "Full";

    /// <summary>Null, as for a subaccount: the balance is not found.</summary>
    public string? Balance { get; init; } = "20.00";

    public string Currency { get; init; } = "USD";

    /// <summary>Null means that the account is nobody's subaccount.</summary>
    public string? OwnerSid { get; init; }
}

/// <summary>One phone number of an account with its routing.</summary>
public sealed record TwilioNumber
{
    /// <summary>PN and 32 hexadecimal digits.</summary>
    public required string Sid { get; init; }

    public required string AccountSid { get; init; }

    /// <summary>E.164.</summary>
    public required string PhoneNumber { get; init; }

    public bool Sms { get; init; } = true;

    public bool Mms { get; init; } = true;

    public bool Voice { get; init; } = true;

    public bool Fax { get; init; }

    public string SmsUrl { get; init; } = "";

    public string SmsMethod { get; init; } = "POST";

    public string SmsFallbackUrl { get; init; } = "";

    public string SmsFallbackMethod { get; init; } = "POST";

    /// <summary>When set, the SMS addresses of the number are ignored.</summary>
    public string SmsApplicationSid { get; init; } = "";

    public string StatusCallback { get; init; } = "";
}
