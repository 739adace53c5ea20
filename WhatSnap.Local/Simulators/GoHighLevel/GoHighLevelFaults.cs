using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The unpleasant habits of the simulator; as created, only the vendor's own rate limit is on.</summary>
public sealed record GoHighLevelFaults
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The same seed and the same order of calls give the same faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Every request waits this long; its work is done afterwards, even for a caller that has left.</summary>
    public int LatencyMs { get; init; }

    /// <summary>A random extra wait from 0 to this.</summary>
    public int LatencyJitterMs { get; init; }

    /// <summary>Share (0 to 1) of requests answered 500; every second one has done its work.</summary>
    public double Error500Rate { get; init; }

    /// <summary>Share of writing requests left unanswered and done after the caller has given up.</summary>
    public double LateCommitRate { get; init; }

    /// <summary>The longest time a request is held unanswered; then its connection is cut.</summary>
    public int LateCommitHoldMs { get; init; } = 60_000;

    /// <summary>The work of a held request is done at a random time from 0 to this after the caller gave up.</summary>
    public int LateCommitAfterMs { get; init; }

    /// <summary>Share of requests whose connection is cut; every second one has done its work.</summary>
    public double ResetRate { get; init; }

    /// <summary>Share of new contacts and messages answered 201 with an empty body while nothing is stored.</summary>
    public double EmptyCreatedRate { get; init; }

    /// <summary>Messages keep their date without its milliseconds.</summary>
    public bool RoundDatesToSeconds { get; init; }

    /// <summary>How old a contact's change must be to appear in POST /contacts/search.</summary>
    public int SearchLagMs { get; init; }

    /// <summary>How old a message must be to appear in GET /conversations/messages/export.</summary>
    public int ExportLagMs { get; init; }

    /// <summary>How long after its hand-over a message's status is refused: 403, its provider is not found.</summary>
    public int StatusRaceMs { get; init; } = 5000;

    /// <summary>The wait before a webhook that was not accepted is posted again; it doubles each time.</summary>
    public int PostBackoffMs { get; init; } = 10_000;

    /// <summary>Share of accepted webhooks that are posted once more.</summary>
    public double PostRepeatRate { get; init; }

    /// <summary>Share of webhooks that are held back, so that later ones overtake them.</summary>
    public double PostReorderRate { get; init; }

    /// <summary>Repeats come from 0 to this later; what is held back comes from this to twice as late.</summary>
    public int PostHoldMs { get; init; } = 1000;

    /// <summary>Null lifts the limit and leaves its headers out.</summary>
    public GoHighLevelRateLimit? RateLimit { get; init; } = new();

    /// <summary>An outage: every request's connection is cut.</summary>
    public bool Unavailable { get; init; }

    /// <summary>Numbers (E.164) for which no contact can be created: 422.</summary>
    public IReadOnlyList<string> RefusePhones { get; init; } = [];

    /// <summary>Texts that are refused as inbound messages: 422.</summary>
    public IReadOnlyList<string> RefuseMessageTexts { get; init; } = [];

    /// <summary>Milliseconds that a call on the contact of a number takes, by number (E.164).</summary>
    public IReadOnlyDictionary<string, int> SlowPhones { get; init; } = new Dictionary<string, int>();

    /// <summary>Calls, as <c>GET /users/search</c>, for which every token lacks the scope: 401 with the vendor's words.</summary>
    public IReadOnlyList<string> ScopesMissing { get; init; } = [];

    /// <summary>Locations that answer every call 400 "Location is not active".</summary>
    public IReadOnlyList<string> LocationsGone { get; init; } = [];
}

/// <summary>Requests that one location may make in a window and in a UTC day.</summary>
public sealed record GoHighLevelRateLimit
{
    public int Max { get; init; } = 100;

    public int IntervalMs { get; init; } = 10_000;

    public int Daily { get; init; } = 200_000;

    /// <summary>True counts any stretch of that length, false a window that begins with its first request.</summary>
    public bool Sliding { get; init; }
}
