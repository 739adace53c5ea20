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

    /// <summary>The same seed and the same order of calls give the same waits and faults.</summary>
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

    /// <summary>Share (0 to 1) of API calls answered 500; every second one has done its work.</summary>
    public double Error500Rate { get; init; }

    /// <summary>Share of writing calls left unanswered and done after the caller has given up.</summary>
    public double LateCommitRate { get; init; }

    /// <summary>The longest time a call is held unanswered; then its connection is cut.</summary>
    public int LateCommitHoldMs { get; init; } = 60_000;

    /// <summary>The work of a held call is done at a random time from 0 to this after the caller gave up.</summary>
    public int LateCommitAfterMs { get; init; }

    /// <summary>Share of API calls whose connection is cut; every second one has done its work.</summary>
    public double ResetRate { get; init; }

    /// <summary>Share of API calls answered 429, 20429: nothing was done.</summary>
    public double TooManyRequestsRate { get; init; }

    /// <summary>Each status of a sent message comes so long after the one before.</summary>
    public int StatusDelayMs { get; init; }

    /// <summary>A random extra wait before each status, from 0 to this.</summary>
    public int StatusDelayJitterMs { get; init; }

    /// <summary>Share of sent messages that end as undelivered, where nothing else is said for the phone.</summary>
    public double UndeliveredRate { get; init; }

    /// <summary>One of these is given as the reason.</summary>
    public IReadOnlyList<int> UndeliveredCodes { get; init; } = [30003, 30005, 30006, 30008];

    /// <summary>Share of sent messages that end as failed, where nothing else is said for the phone.</summary>
    public double FailedRate { get; init; }

    /// <summary>One of these is given as the reason.</summary>
    public IReadOnlyList<int> FailedCodes { get; init; } = [30001, 30007];

    /// <summary>Share of status callbacks that are never made.</summary>
    public double CallbackLossRate { get; init; }

    /// <summary>Share of status callbacks that are made twice.</summary>
    public double CallbackRepeatRate { get; init; }

    /// <summary>Share of status callbacks that come only after the next one.</summary>
    public double CallbackShuffleRate { get; init; }

    /// <summary>Share of sent messages whose first status callback comes before the call is answered.</summary>
    public double EarlyCallbackRate { get; init; }
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

    /// <summary>The connection is cut; nothing was done.</summary>
    Reset,

    /// <summary>No answer; the work is done after the caller has given up.</summary>
    LateCommit,
}

/// <summary>The calls of the simulated Twilio.</summary>
public enum TwilioCallName
{
    ReadAccount,
    ReadBalance,
    ListNumbers,
    ReadNumber,
    UpdateNumber,
    SendMessage,
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
    ReadPrices,
}
