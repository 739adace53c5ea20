using Azure;

namespace WhatSnap.Core.Consent;

/// <summary>What a change of a person's consent rests on: a stable code and a sentence.</summary>
public sealed record EvidenceKind(string Code, string Sentence);

/// <summary>Every kind of evidence; <c>docs/consent.md</c> shows the same table.</summary>
public static class EvidenceKinds
{
    public static readonly EvidenceKind Word = new("word", "The contact sent this word, and nothing else.");

    public static readonly EvidenceKind OptOutType = new("opt_out_type", "Twilio told that the contact's message was this.");

    public static readonly EvidenceKind Refusal = new("error_21610", "Twilio refused a text because the contact had opted out at Twilio.");

    public static readonly EvidenceKind ByHand = new("by_hand", "A person recorded it and wrote where it came from.");

    public static readonly IReadOnlyList<EvidenceKind> All = [Word, OptOutType, Refusal, ByHand];

    /// <summary>The kind with a code.</summary>
    public static EvidenceKind Of(string code) => All.First(kind => kind.Code == code);
}

/// <summary>One change of a contact's consent with its evidence; it holds no text but a word of ours or a person's note.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="ContactId">GoHighLevel's contact id.</param>
/// <param name="IsStop">True when the contact opted out, false when it came back.</param>
/// <param name="At">When the message was written that shows it.</param>
/// <param name="Evidence">What it rests on.</param>
/// <param name="SourceId">What it is recognised by when it is recorded again: an id of the message, or a random one.</param>
public sealed record ConsentEntry(
    string LocationId, string ContactId, bool IsStop, DateTimeOffset At, EvidenceKind Evidence, string SourceId)
{
    /// <summary>The word, Twilio's type or the person's note; null where the kind says all.</summary>
    public string? Detail { get; init; }

    /// <summary>The account that the message went through; null for what a person recorded.</summary>
    public string? AccountId { get; init; }

    /// <summary>The provider's id of the message, or GoHighLevel's where the provider took none.</summary>
    public string? MessageId { get; init; }

    /// <summary>GoHighLevel's id of the person who recorded it.</summary>
    public string? UserId { get; init; }

    public override string ToString() => $"{(IsStop ? "stop" : "start")} of contact {ContactId}";
}

/// <summary>Where a contact stands now.</summary>
/// <param name="Entry">What it rests on.</param>
/// <param name="Version">Counts the changes.</param>
public sealed record ConsentState(ConsentEntry Entry, int Version)
{
    public bool IsStopped => Entry.IsStop;

    /// <summary>The change that GoHighLevel was told last.</summary>
    public int ToldVersion { get; init; }

    /// <summary>The change for which a queue message was put last that brings it to GoHighLevel.</summary>
    public int QueuedVersion { get; init; }

    public bool IsTold => ToldVersion >= Version;

    public bool IsQueued => QueuedVersion >= Version;

    /// <summary>Channels of GoHighLevel that WhatSnap, and nobody else, set to do-not-disturb, or was about to set.</summary>
    public IReadOnlyList<string> SetByUs { get; init; } = [];

    internal ETag? ETag { get; init; }

    /// <summary>
    /// True when the entry is the newer word. What came late does not undo what was written after it; where times are close, an
    /// opt-out counts, since clocks differ.
    /// </summary>
    public bool IsBefore(ConsentEntry entry) =>
        entry.At >= Entry.At || (entry.IsStop && !IsStopped && Entry.At - entry.At < ClocksDiffer);

    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);
}
