using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>The platforms an account can be of; the name is what a contact's platform field shows.</summary>
public enum Platform
{
    WhatsApp,
    Device,
    Twilio,
}

/// <summary>One connected messaging account of a location.</summary>
/// <param name="LocationId">GoHighLevel's location id.</param>
/// <param name="AccountId">Our id of the account.</param>
/// <param name="Name">The name a person gave it, unique in the location.</param>
/// <param name="Tag">The tag its contacts carry, <c>whatsnap-account-…</c>.</param>
/// <param name="Platform">What kind of account it is.</param>
/// <param name="Number">Its own number.</param>
/// <param name="Twilio">What a Twilio account needs besides; null for the other kinds.</param>
public sealed record Account(
    string LocationId, string AccountId, string Name, string Tag, Platform Platform, PhoneNumber Number,
    TwilioCredentials? Twilio)
{
    /// <summary><c>active</c>, or the code of what a person has to do first: <c>needs_new_token</c>.</summary>
    public string StateCode { get; init; } = "active";
}

/// <summary>How one Twilio account is called and how its webhooks are verified.</summary>
/// <param name="AccountSid">Twilio's account SID, <c>AC</c> and 32 hex digits.</param>
/// <param name="AuthTokens">The primary token, then at most one other that may still sign during a rotation.</param>
/// <param name="HookUrl">The exact URL stored at Twilio, without the fragment: signatures are checked against it.</param>
public sealed record TwilioCredentials(string AccountSid, IReadOnlyList<Secret> AuthTokens, string HookUrl);

/// <summary>The names of the platforms as contacts and pages show them.</summary>
public static class PlatformNames
{
    public static string Of(Platform platform) => platform switch
    {
        Platform.WhatsApp => "WhatsApp",
        Platform.Device => "SMS/iMessage",
        Platform.Twilio => "Twilio",
        _ => throw new ArgumentOutOfRangeException(nameof(platform)),
    };
}
