using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Consent;

/// <summary>A word of a message that was just accepted, as queue <c>hear-consent</c> carries it. Wire form, version 1; never a number.</summary>
/// <param name="V">Version of this format.</param>
/// <param name="Lane">The sender's lane.</param>
/// <param name="AccountId">The account that received it.</param>
/// <param name="MessageId">The provider's id of the message.</param>
/// <param name="IsStop">True for an opt-out.</param>
/// <param name="At">When it was written, as its delivery finds it, too.</param>
/// <param name="Evidence">A code of <see cref="EvidenceKinds"/>.</param>
/// <param name="Word">The word of our table, or Twilio's type.</param>
public sealed record HeardWork(
    int V, string Lane, string AccountId, string MessageId, bool IsStop, DateTimeOffset At, string Evidence, string Word)
{
    /// <summary>The work for a message; null for one that says nothing of consent, or nothing that is sure before its turn.</summary>
    public static HeardWork? For(InboundMessage message, LaneId lane, DateTimeOffset acceptedAt) =>
        HearConsent.Heard(message) is var (evidence, word, isStop) && word != ConsentWords.Yes
            ? new HeardWork(
                1, lane.Value, message.AccountId, message.ProviderMessageId, isStop, HearConsent.Earlier(message.OccurredAt, acceptedAt), evidence.Code, word)
            : null;

    /// <exception cref="JsonException">It is none of ours.</exception>
    public static HeardWork FromJson(string json) =>
        JsonSerializer.Deserialize(json, HeardWorkJson.Default.HeardWork) ?? throw new JsonException("No work.");

    public string ToJson() => JsonSerializer.Serialize(this, HeardWorkJson.Default.HeardWork);

    /// <summary>The change, the same as the one that the delivery of the message records.</summary>
    internal ConsentEntry EntryOf(string contactId) => new(new LaneId(Lane).LocationId, contactId, IsStop, At, EvidenceKinds.Of(Evidence), MessageId)
    {
        Detail = Word,
        AccountId = AccountId,
        MessageId = MessageId,
    };
}

[JsonSerializable(typeof(HeardWork))]
internal sealed partial class HeardWorkJson : JsonSerializerContext;
