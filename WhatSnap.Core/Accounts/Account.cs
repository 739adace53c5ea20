using Azure;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Safety;
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
/// <param name="Number">Its own number; null for a WhatsApp account until a phone linked it.</param>
/// <param name="Twilio">What a Twilio account needs besides; null for the other kinds.</param>
public sealed record Account(
    string LocationId, string AccountId, string Name, string Tag, Platform Platform, PhoneNumber? Number,
    TwilioCredentials? Twilio)
{
    /// <summary>A code of <see cref="AccountStates"/>.</summary>
    public string StateCode { get; init; } = AccountStates.Active.Code;

    /// <summary>When it came into its state; null where that was not noted yet. The table itself notes it.</summary>
    public DateTimeOffset? StateSince { get; init; }

    /// <summary>The state that a failed reconnection goes back to; null for a new account.</summary>
    public string? StateBefore { get; init; }

    /// <summary>
    /// The state that follows the attempt to connect that is under way, because its owner asked to disconnect or remove the
    /// account meanwhile; null while nobody did.
    /// </summary>
    public string? AfterAttempt { get; init; }

    /// <summary>When an account that is still being connected gives its place free again; null once it was active.</summary>
    public DateTimeOffset? PendingUntil { get; init; }

    /// <summary>What becomes of a contact's other account tags when it writes to this account.</summary>
    public TagMode TagMode { get; init; }

    /// <summary>The tag that the account had before, while its contacts are still moved to the new one.</summary>
    public string? FormerTag { get; init; }

    /// <summary>Which GoHighLevel users the contacts of this account are given to.</summary>
    public Assignment Assignment { get; init; } = Assignment.None;

    /// <summary>True when a WhatsApp account shows that it types before it sends; the other kinds can't.</summary>
    public bool SimulatesTyping { get; init; } = true;

    /// <summary>True when a WhatsApp or device account brings in what is written in groups; Twilio has none.</summary>
    public bool TakesGroups { get; init; }

    /// <summary>What of its phone or Mac goes to GoHighLevel; the other kinds have none.</summary>
    public ForwardingRules Forwarding { get; init; } = ForwardingRules.Careful;

    /// <summary>What a person chose for its safety, and what its provider warned of.</summary>
    public SafetySettings Safety { get; init; } = SafetySettings.None;

    /// <summary>How carefully it sends.</summary>
    public SafetyMode SafetyMode => Safety.Mode ?? SafetyModes.DefaultOf(Platform);

    /// <summary>True when it matters to what it sends when a contact wrote to it.</summary>
    internal bool NotesAnswers => SafetyMode != SafetyMode.Off || Safety.Quiet is not null;

    /// <summary>True when the tag was made for this account, so that undoing the connection takes it away again.</summary>
    public bool MadeTag { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last became connected; null for <see cref="CreatedAt"/>. What was written before is not its own.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>Until when it is known that no message is missing: compared with Twilio's list, or all told by WhatsApp; null before the first time.</summary>
    public DateTimeOffset? ReconciledUntil { get; init; }

    /// <summary>What a WhatsApp account needs besides; null for the other kinds.</summary>
    public WhatsAppLink? WhatsApp { get; init; }

    /// <summary>How its link fares; null while nothing is known. Of Twilio there are only the times of which messages may be missing, of a device only its trouble.</summary>
    public LinkHealth? Health { get; init; }

    /// <summary>The key at the end of its webhook address; null for an account without one.</summary>
    public string? HookKey => WhatsApp?.HookKey ?? (Twilio is { } twilio ? HookTable.KeyOf(twilio.HookUrl) : null);

    /// <summary>True for the number of another phone than the account's own, however it is spelled; false where either is unknown.</summary>
    public bool IsOfAnotherPhone(PhoneNumber? number) => Number is { } own && number is { } other && own.LookupKey != other.LookupKey;

    /// <summary>The version of its row; the default for an account that is not stored.</summary>
    public ETag ETag { get; init; }

    public AccountKey Key => new(LocationId, AccountId);

    /// <summary>
    /// The state that a person sees: what was asked for last, where the account is on its way there; what is wrong with the link of
    /// an active one.
    /// </summary>
    public string ShownState => AfterAttempt ?? (StateCode == AccountStates.Active.Code ? Health?.Trouble : null) ?? StateCode;
}

/// <summary>What becomes of a contact's other account tags when it writes to an account.</summary>
public enum TagMode
{
    /// <summary>The account's tag is added when it is missing.</summary>
    Add,

    /// <summary>The account's tag replaces the tags of the location's other accounts; foreign tags stay.</summary>
    Exclusive,
}

/// <summary>Which GoHighLevel users the contacts of an account are given to.</summary>
/// <param name="UserIds">GoHighLevel user ids: none, one, or several in turn (round robin).</param>
/// <param name="IncludesExisting">True when existing contacts without an owner are given too, not only new ones.</param>
public sealed record Assignment(IReadOnlyList<string> UserIds, bool IncludesExisting)
{
    public static Assignment None { get; } = new([], false);
}

/// <summary>How one Twilio account is called and how its webhooks are verified.</summary>
/// <param name="AccountSid">Twilio's account SID, <c>AC</c> and 32 hex digits.</param>
/// <param name="AuthTokens">The primary token, then at most one other that may still sign during a rotation.</param>
/// <param name="HookUrl">The exact URL stored at Twilio, without the fragment: signatures are checked against it.</param>
public sealed record TwilioCredentials(string AccountSid, IReadOnlyList<Secret> AuthTokens, string HookUrl)
{
    /// <summary>How the number was routed before it was pointed at us; null while it was not changed.</summary>
    public TwilioRoute? SavedRoute { get; init; }

    /// <summary>With the kept route changed, where one is kept.</summary>
    public TwilioCredentials WithRoute(Func<TwilioRoute, TwilioRoute?> change) =>
        SavedRoute is { } route ? this with { SavedRoute = change(route) } : this;

    /// <summary>The token that an attempt to reconnect brought, until Twilio has judged it; null while none is tried.</summary>
    public Secret? TriedToken { get; init; }

    /// <summary>With a token that Twilio accepted as its primary one; the one before may sign during a rotation.</summary>
    public TwilioCredentials Adopt(Secret token) => this with
    {
        AuthTokens = [.. AuthTokens.Prepend(token).DistinctBy(one => one.Reveal()).Take(MostTokens)],
        TriedToken = null,
    };

    private const int MostTokens = 2;
}

/// <summary>How one WhatsApp account stands at the gateway.</summary>
/// <param name="Session">The name of its session there.</param>
/// <param name="HookKey">The key at the end of the address that the gateway calls for it.</param>
/// <param name="SessionKey">The gateway's key for this session alone; null while there is no session.</param>
public sealed record WhatsAppLink(string Session, string HookKey, Secret? SessionKey)
{
    /// <summary>A link for a new account; nothing of it stands at the gateway yet.</summary>
    public static WhatsAppLink New(AccountKey account) => new($"wa-{account.AccountId}", HookTable.NewKey(), null);
}

/// <summary>How a Twilio number's texts are routed (IncomingPhoneNumber, and the messaging service that it belongs to).</summary>
/// <param name="NumberSid">Twilio's <c>PN…</c>.</param>
/// <param name="SmsUrl">Address called for a text; empty for none.</param>
/// <param name="SmsMethod"><c>POST</c> or <c>GET</c>.</param>
/// <param name="SmsFallbackUrl">Address called when the first fails; empty for none.</param>
/// <param name="SmsFallbackMethod"><c>POST</c> or <c>GET</c>.</param>
/// <param name="SmsApplicationSid">An application that overrides the addresses; empty for none.</param>
/// <param name="OverridingServiceSid">A messaging service that took the texts instead of the number and was told not to; null for none.</param>
public sealed record TwilioRoute(
    string NumberSid, string SmsUrl, string SmsMethod, string SmsFallbackUrl, string SmsFallbackMethod,
    string SmsApplicationSid, string? OverridingServiceSid)
{
    /// <summary>
    /// When the number was pointed at us last, as the call began: one without an answer may be done a little later. What was
    /// written before went elsewhere.
    /// </summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>True while the attempt to connect goes on that pointed the number at us: its failure puts the route back.</summary>
    public bool IsOfThisAttempt { get; init; }

    /// <summary>True once the owner was told that it could not be put back.</summary>
    public bool IsLeft { get; init; }

    public override string ToString() => $"route of {NumberSid}";
}

/// <summary>The names of the platforms as contacts and pages show them.</summary>
public static class PlatformNames
{
    private const string Hidden = "number hidden";

    /// <summary>What a WhatsApp group shows, which is a contact without a number too.</summary>
    public const string Group = "WhatsApp group";

    /// <param name="platform">The platform.</param>
    /// <param name="isNumberHidden">True for a contact whose number the platform does not tell.</param>
    public static string Of(Platform platform, bool isNumberHidden) => isNumberHidden ? $"{Of(platform)}, {Hidden}" : Of(platform);

    public static string Of(Platform platform) => platform switch
    {
        Platform.WhatsApp => "WhatsApp",
        Platform.Device => "SMS/iMessage",
        Platform.Twilio => "Twilio",
        _ => throw new ArgumentOutOfRangeException(nameof(platform)),
    };
}
