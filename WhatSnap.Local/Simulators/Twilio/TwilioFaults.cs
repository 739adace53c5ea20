using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The unpleasant habits of the simulated Twilio; as created, it has none.</summary>
public sealed record TwilioFaults
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The same seed and the same order of calls give the same waits.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Every API call waits this long.</summary>
    public int LatencyMs { get; init; }

    /// <summary>A random extra wait from 0 to this.</summary>
    public int LatencyJitterMs { get; init; }

    /// <summary>Every API call's connection is cut.</summary>
    public bool Unavailable { get; init; }

    /// <summary>How often each media file is not found before it is there.</summary>
    public int MediaNotFoundFirst { get; init; }

    /// <summary>No media file is ever found.</summary>
    public bool MissingMedia { get; init; }
}
