namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>One account, as its owner and its API see it.</summary>
public sealed record TwilioAccount
{
    /// <summary>AC and 32 hexadecimal digits.</summary>
    public required string Sid { get; init; }

    /// <summary>The primary token: it signs the webhooks.</summary>
    public required string AuthToken { get; init; }

    /// <summary>Authenticates as the primary one does, and signs nothing; null means that there is none.</summary>
    public string? SecondaryAuthToken { get; init; }

    public IReadOnlyList<TwilioApiKey> ApiKeys { get; init; } = [];

    /// <summary>The account of Twilio's test credentials: every call is refused with 20008.</summary>
    public bool IsTest { get; init; }

    public string FriendlyName { get; init; } = "Demo account";

    /// <summary>"active", "suspended" or "closed".</summary>
    public string Status { get; init; } = "active";

    /// <summary>How an account that is not active answers.</summary>
    public InactiveAnswer WhenInactive { get; init; }

    /// <summary>"Full" or "Trial".</summary>
    public string Type { get; init; } = "Full";

    /// <summary>The only numbers that a trial account may text.</summary>
    public IReadOnlyList<string> VerifiedNumbers { get; init; } = [];

    /// <summary>Beginnings of numbers, as +44, whose countries are switched off for texts: 21408.</summary>
    public IReadOnlyList<string> BlockedCountries { get; init; } = [];

    /// <summary>Null, as for a subaccount: the balance is not found.</summary>
    public string? Balance { get; init; } = "20.00";

    public string Currency { get; init; } = "USD";

    /// <summary>Null means that the account is nobody's subaccount.</summary>
    public string? OwnerSid { get; init; }
}

/// <summary>A key that stands for an account's token, but signs nothing.</summary>
/// <param name="Sid">SK and 32 hexadecimal digits.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="IsMain">A main key may do what the token may; a standard one may not read the account itself.</param>
public sealed record TwilioApiKey(string Sid, string Secret, bool IsMain);

/// <summary>How an account that is suspended or closed answers; each has been seen.</summary>
public enum InactiveAnswer
{
    /// <summary>The account can be read with its status; every other call is refused: 403, 20005.</summary>
    Readable,

    /// <summary>401, 20003, as for a wrong token.</summary>
    Unauthorized,

    /// <summary>403, 20403.</summary>
    Forbidden,
}
