using System.Text.Json.Serialization;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Dashboard;

/// <summary>The dead letters of a location by reason.</summary>
public sealed record DeadLetterGroupsView(IReadOnlyList<DeadLetterGroupView> Groups);

/// <summary>The dead letters of one reason.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Sentence">What happened.</param>
/// <param name="NextAction">What to do.</param>
/// <param name="Count">How many there are, as far as one look counts.</param>
/// <param name="HasMore">True when there are more than that.</param>
/// <param name="Oldest">When the oldest was written.</param>
/// <param name="Newest">When the newest was written.</param>
/// <param name="CanBeReplayed">True when one of those that were counted may come back now.</param>
/// <param name="Hindrance">Why none may; null when one may.</param>
public sealed record DeadLetterGroupView(
    string Code, string Sentence, string NextAction, int Count, bool HasMore, DateTimeOffset Oldest, DateTimeOffset Newest, bool CanBeReplayed,
    HindranceView? Hindrance);

/// <summary>Why a dead letter would fail again at once.</summary>
public sealed record HindranceView(string Code, string Sentence, string NextAction)
{
    internal static HindranceView? Of(Failure? failure) => failure is null ? null : new(failure.Code, failure.Sentence, failure.NextAction);
}

/// <summary>A page of the dead letters of one reason.</summary>
/// <param name="Letters">The newest first.</param>
/// <param name="Next">What <c>after</c> is for the next page; null for the last one.</param>
public sealed record DeadLettersView(IReadOnlyList<DeadLetterView> Letters, string? Next);

/// <summary>One dead letter: never its text or a whole number.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">The reason.</param>
/// <param name="AccountId">The account that received it.</param>
/// <param name="AccountName">Its name, or that of the account which took its place; null where there is none any more.</param>
/// <param name="ContactId">GoHighLevel's contact; null where none was made yet.</param>
/// <param name="Sender">The sender's number, masked; null where there is none.</param>
/// <param name="WrittenAt">The date that it has in GoHighLevel once it stands there.</param>
/// <param name="FailedAt">When it was given up.</param>
/// <param name="VendorWords">GoHighLevel's words, without what they repeat of the message.</param>
/// <param name="HasText">Whether it has a text.</param>
/// <param name="Attachments">How many files it has.</param>
/// <param name="Hindrance">Why it can't be replayed now; null when it can.</param>
public sealed record DeadLetterView(
    string Id, string Code, string AccountId, string? AccountName, string? ContactId, string? Sender, DateTimeOffset WrittenAt, DateTimeOffset FailedAt,
    string? VendorWords, bool HasText, int Attachments, HindranceView? Hindrance)
{
    internal static DeadLetterView Of(LetterEntry entry, Hindrances known) => new(
        entry.Id, entry.Code, entry.AccountId, known.AccountOf(entry.AccountId)?.Name, entry.ContactId, entry.Sender, entry.WrittenAt, entry.FailedAt,
        entry.Words, entry.HasText, entry.Attachments, HindranceView.Of(known.Of(entry)));
}

/// <summary>Body of <c>POST /api/dead-letters/replay</c>: one letter, or those of one reason.</summary>
/// <param name="Id">The letter.</param>
/// <param name="Code">The reason.</param>
/// <param name="DryRun">True to be told what would come back, and to change nothing.</param>
/// <param name="After">For those of a reason: the <c>next</c> of the answer before.</param>
public sealed record ReplayRequest(string? Id, string? Code, bool DryRun = false, string? After = null);

/// <summary>What came back, or would.</summary>
/// <param name="DryRun">True when nothing was changed.</param>
/// <param name="Replayed">How many.</param>
/// <param name="Skipped">Why others did not.</param>
/// <param name="More">True when there are more than one call takes.</param>
/// <param name="Next">What <c>after</c> is in the call for them.</param>
public sealed record ReplayView(bool DryRun, int Replayed, IReadOnlyList<SkippedView> Skipped, bool More, string? Next)
{
    internal static ReplayView Of(ReplayResult result, bool isDryRun) => new(
        isDryRun, result.Replayed,
        [.. result.Skipped.Select(one => new SkippedView(one.Failure.Code, one.Failure.Sentence, one.Failure.NextAction, one.Count))],
        result.Next is not null, result.Next);
}

/// <summary>Letters that would fail again at once.</summary>
public sealed record SkippedView(string Code, string Sentence, string NextAction, int Count);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeadLetterGroupsView))]
[JsonSerializable(typeof(DeadLettersView))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayView))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
