using Azure;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Who gave WhatSnap access.</summary>
public enum GrantHolder
{
    /// <summary>A location (sub-account).</summary>
    Location,

    /// <summary>A company (agency), for its locations.</summary>
    Company,
}

/// <summary>Names one grant.</summary>
/// <param name="Holder">Whose id it is.</param>
/// <param name="Id">The id of the location or the company.</param>
public readonly record struct GrantKey(GrantHolder Holder, string Id)
{
    public static GrantKey OfLocation(string locationId) => new(GrantHolder.Location, locationId);

    public static GrantKey OfCompany(string companyId) => new(GrantHolder.Company, companyId);

    /// <summary>A location and a company may have one id.</summary>
    internal string Row => Holder == GrantHolder.Location ? "location" : "company";
}

/// <summary>The access of WhatSnap to a location or a company, as it is stored.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Version">Another one with each pair of tokens, so that nobody takes an old pair for the new one.</param>
public sealed record Grant(GrantKey Key, string Version)
{
    /// <summary>Null once WhatSnap was uninstalled.</summary>
    public Secret? AccessToken { get; init; }

    /// <summary>Good for one use. Null where the access comes through the company's grant, or can't be renewed.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>Null when GoHighLevel did not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From when on a new pair is asked for, while the old one still works.</summary>
    public DateTimeOffset? RenewFrom { get; init; }

    /// <summary>The company that the location belongs to; null when GoHighLevel did not say.</summary>
    public string? CompanyId { get; init; }

    /// <summary>What GoHighLevel says that it granted, separated by spaces; null when it did not say.</summary>
    public string? Scope { get; init; }

    public DateTimeOffset InstalledAt { get; init; }

    public DateTimeOffset? UninstalledAt { get; init; }

    /// <summary>Sessions that were opened until then have ended: the last uninstall, also where WhatSnap was installed again since.</summary>
    public DateTimeOffset? SessionsEndAt { get; init; }

    /// <summary>A code of <see cref="LocationStates"/>.</summary>
    public string StateCode { get; init; } = LocationStates.Connected.Code;

    /// <summary>Who asks for a new pair just now; null for nobody.</summary>
    public string? Lease { get; init; }

    public DateTimeOffset? LeasedAt { get; init; }

    /// <summary>The version of the row, which every write changes.</summary>
    public ETag ETag { get; init; }

    /// <summary>True when new tokens come by an exchange of the company's token.</summary>
    public bool IsThroughCompany => Key.Holder == GrantHolder.Location && RefreshToken is null && CompanyId is not null;
}

/// <summary>Tokens as GoHighLevel gave them.</summary>
/// <param name="AccessToken">Goes on every call.</param>
/// <param name="RefreshToken">Good for one use; null when there is none.</param>
/// <param name="IssuedAt">When they were asked for, by our clock.</param>
/// <param name="Lifetime">How long the access token works; null when GoHighLevel did not say.</param>
public sealed record GrantedTokens(Secret AccessToken, Secret? RefreshToken, DateTimeOffset IssuedAt, TimeSpan? Lifetime)
{
    private static readonly TimeSpan MostEarly = TimeSpan.FromMinutes(10);

    public GrantHolder Holder { get; init; }

    /// <summary>The location whose tokens they are; null for a company's.</summary>
    public string? LocationId { get; init; }

    public string? CompanyId { get; init; }

    /// <summary>What was granted, separated by spaces; null when GoHighLevel did not say.</summary>
    public string? Scope { get; init; }

    internal DateTimeOffset? ExpiresAt => IssuedAt + Lifetime;

    /// <summary>Ten minutes before the end, or a tenth of a short life.</summary>
    internal DateTimeOffset? RenewFrom => Lifetime is { } life ? IssuedAt + life - (life / 10 < MostEarly ? life / 10 : MostEarly) : null;
}
