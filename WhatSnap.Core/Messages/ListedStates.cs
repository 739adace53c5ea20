using WhatSnap.Core.Safety;

namespace WhatSnap.Core.Messages;

/// <summary>The state of a message in lists: a stable code and a sentence.</summary>
public sealed record ListedState(string Code, string Sentence);

/// <summary>What the states of messages are called in lists, beside <see cref="SendStates"/>; <c>docs/failures.md</c> shows the same table.</summary>
public static class ListedStates
{
    public static readonly ListedState Waiting = new("waiting", "It waits and is tried again by itself.");

    public static readonly ListedState Stored = new("stored", "It stands in GoHighLevel.");

    public static readonly ListedState NotStored = new("failed", "It could not be brought into GoHighLevel.");

    public static readonly IReadOnlyList<ListedState> All = [Waiting, Stored, NotStored];

    /// <summary>Every code that a list can be asked for.</summary>
    public static readonly IReadOnlyList<string> Codes = [.. All.Select(state => state.Code).Union(SendStates.All.Select(state => state.Code))];

    /// <summary>The states that a person may have to look at: they are found without reading the others.</summary>
    internal static readonly IReadOnlyList<string> Open = [Waiting.Code, NotStored.Code, SendStates.Unknown.Code];

    /// <summary>What a state means for a message that came in, or for one that goes out.</summary>
    public static string SentenceOf(string code, bool isOutbound) =>
        isOutbound && SendStates.All.FirstOrDefault(state => state.Code == code) is { } own
            ? own.Sentence
            : All.First(state => state.Code == code).Sentence;
}

/// <summary>What a message waits for before its next try: a code of <see cref="Failures"/>, in the words for one that is not lost yet.</summary>
public sealed record WaitReason(string Code, string Sentence, string NextAction);

/// <summary>Every reason to wait; <c>docs/failures.md</c> shows the same table.</summary>
public static class WaitReasons
{
    private const string Nothing = "Nothing to do: it is tried again by itself.";

    private const string NoHurry = "Nothing to do: it goes out at the time that is named. GET /api/accounts/{accountId}/safety shows what the account may send.";

    /// <summary>What a message waits for on purpose, until a time that is named with it.</summary>
    public static readonly IReadOnlyList<WaitReason> OfSafety =
    [
        new(Holds.Pace, "The account keeps its distance between two messages, and others go before this one.", NoHurry),
        new(Holds.Hourly, "The account has sent what it may send in an hour.", NoHurry),
        new(Holds.Daily, "The account has sent what it may send in a day.", NoHurry),
        new(Holds.Strangers, "The account has written to as many people in a day as it may who never wrote to it.", NoHurry),
        new(Holds.SameText, "The same text went to many people who never wrote to the account.", NoHurry),
        new(Holds.QuietHours, "These are the account's quiet hours.", NoHurry),
        .. PauseReasons.All.Select(reason => new WaitReason(reason.Code, reason.Sentence, reason.NextAction)),
    ];

    public static readonly IReadOnlyList<WaitReason> All =
    [
        new(Failures.Unreachable.Code, "GoHighLevel does not answer just now, or takes no more calls.", Nothing),
        new(Failures.ReconnectNeeded.Code, "GoHighLevel no longer accepts WhatSnap's access to this location.", "Install WhatSnap again in this location; the message goes on by itself then."),
        new(Failures.LocationUnavailable.Code, "GoHighLevel says that this location is not active or that WhatSnap may not use it.", "Check that the location is active and WhatSnap is installed in it; the message goes on by itself then."),
        new(Failures.ProviderUnreachable.Code, "The provider does not answer just now, or takes no more messages.", Nothing),
        new(Failures.SenderNotActive.Code, "The account that is to send it is not connected.", "Reconnect the account; the message goes on by itself then, within four hours."),
        new(Failures.OutcomeUnknown.Code, "It is not known yet whether it was sent: the provider did not answer.", "Nothing to do: the provider is asked."),
        .. OfSafety,
    ];

    /// <summary>What a message waits for; for what may turn out to be a failure, the words of that.</summary>
    public static WaitReason Of(string code) =>
        All.FirstOrDefault(reason => reason.Code == code) ?? new WaitReason(code, Failures.Find(code).Sentence, Nothing);
}
