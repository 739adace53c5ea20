using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The unpleasant habits of the simulated Twilio; as created, it has none.</summary>
public sealed record TwilioFaults
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
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

    /// <summary>No webhook is made: texts stand in the list of messages alone.</summary>
    public bool LostWebhooks { get; init; }

    /// <summary>Calls that fail, each so many times.</summary>
    public IReadOnlyList<TwilioCallFault> Calls { get; init; } = [];
}

/// <summary>Makes one kind of call fail.</summary>
public sealed record TwilioCallFault
{
    public required TwilioCallName Call { get; init; }

    public required TwilioFailure Failure { get; init; }

    /// <summary>How many of these calls fail.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many of them pass first.</summary>
    public int After { get; init; }
}

/// <summary>What can go wrong with a call.</summary>
public enum TwilioFailure
{
    /// <summary>500, 20500; nothing was done.</summary>
    ServerError,

    /// <summary>500, 20500; the work was done.</summary>
    ServerErrorAfterWork,

    /// <summary>The work was done and never answered: the connection is cut, as after a caller's time-out.</summary>
    NoAnswer,

    /// <summary>429, 20429; nothing was done.</summary>
    TooManyRequests,
}

/// <summary>The calls of the simulated Twilio.</summary>
public enum TwilioCallName
{
    ReadAccount,
    ReadBalance,
    ListNumbers,
    ReadNumber,
    UpdateNumber,
    ListMessages,
    ReadMessage,
    ListMedia,
    ReadMedia,
    ListServices,
    ReadService,
    UpdateService,
    ListServiceNumbers,
    ReadServiceNumber,
    ListCampaigns,
    ListVerifications,
}
