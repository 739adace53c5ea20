namespace WhatSnap.Core.Dashboard;

/// <summary>What a user of the dashboard may do.</summary>
[Flags]
public enum Rights
{
    None = 0,

    /// <summary>See accounts and their states.</summary>
    View = 1,

    /// <summary>Connect accounts, reconnect them, answer their questions.</summary>
    Connect = 2,

    /// <summary>Disconnect and remove accounts.</summary>
    Disconnect = 4,

    /// <summary>Change what decides where messages go: tags, tag mode, assignment, the default account.</summary>
    Reroute = 8,

    All = View | Connect | Disconnect | Reroute,
}

/// <summary>Who calls the API, taken from a verified session token.</summary>
/// <param name="CompanyId">The agency.</param>
/// <param name="LocationId">The location that the session is bound to; null for an agency that has not chosen one yet.</param>
/// <param name="UserId">GoHighLevel's user id.</param>
/// <param name="Rights">What the user may do.</param>
public sealed record ApiSession(string CompanyId, string? LocationId, string UserId, Rights Rights)
{
    /// <summary>When the user data was exchanged, to the second; null for a session that begins now. Renewals keep it.</summary>
    public DateTimeOffset? OpenedAt { get; init; }
}
