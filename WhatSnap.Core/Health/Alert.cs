using System.Globalization;
using Azure;

namespace WhatSnap.Core.Health;

/// <summary>One incident of an account, or of a location, from its first sign to its end.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="AccountId">The account; empty for the location itself.</param>
/// <param name="Incident">One of <see cref="Incidents"/>.</param>
/// <param name="Code">The worst sign of it so far, a code of <see cref="HealthSigns"/>.</param>
/// <param name="SeenAt">When its first sign was seen.</param>
public sealed record Alert(string LocationId, string AccountId, string Incident, string Code, DateTimeOffset SeenAt)
{
    /// <summary>When it had lasted long enough to be told; null before.</summary>
    public DateTimeOffset? RaisedAt { get; init; }

    /// <summary>Since when no sign of it is seen; null while there is one.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>When it was over; null while it goes on.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    public ETag ETag { get; init; }

    /// <summary>Names it among all alerts of its location.</summary>
    public string Id => string.Create(
        CultureInfo.InvariantCulture, $"{SeenAt.UtcTicks:x}-{Incident}{(AccountId.Length > 0 ? "-" + AccountId : "")}");

    public HealthSign Sign => HealthSigns.Find(Code)!;
}
