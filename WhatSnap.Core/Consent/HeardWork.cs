using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Consent;

/// <summary>What a message says of its sender's consent, as queue <c>hear-consent</c> carries it from its acceptance. Wire form, version 1; never a number.</summary>
/// <param name="V">Version of this format.</param>
/// <param name="Lane">The sender's lane.</param>
/// <param name="AccountId">The account that received it.</param>
/// <param name="MessageId">The provider's id of the message.</param>
/// <param name="IsStop">True for an opt-out.</param>
/// <param name="At">When it was written.</param>
/// <param name="Evidence">A code of <see cref="EvidenceKinds"/>.</param>
/// <param name="Word">The word of our table, or Twilio's type.</param>
public sealed record HeardWork(
    int V, string Lane, string AccountId, string MessageId, bool IsStop, DateTimeOffset At, string Evidence, string Word)
{
    /// <summary>Twilio's words for what a message was (twilio.com/docs/messaging/tutorials/advanced-opt-out).</summary>
    private const string Stop = "STOP";
    private const string Start = "START";

    /// <summary>False for what counts only where Twilio lets it undo an opt-out, which is known when the message has its turn.</summary>
    internal bool IsSureEarly => Word != ConsentWords.Yes;

    /// <summary>What a message says of consent; null for most. A phone's clock may be ahead; the message did not come before it was written.</summary>
    public static HeardWork? For(InboundMessage message, LaneId lane, DateTimeOffset acceptedAt) => Heard(message) is var (evidence, word, isStop)
        ? new HeardWork(
            1, lane.Value, message.AccountId, message.ProviderMessageId, isStop,
            message.OccurredAt < acceptedAt ? message.OccurredAt : acceptedAt, evidence.Code, word)
        : null;

    /// <exception cref="JsonException">It is none of ours.</exception>
    public static HeardWork FromJson(string json) =>
        JsonSerializer.Deserialize(json, HeardWorkJson.Default.HeardWork) ?? throw new JsonException("No work.");

    public string ToJson() => JsonSerializer.Serialize(this, HeardWorkJson.Default.HeardWork);

    /// <summary>The change of a contact's consent.</summary>
    internal ConsentEntry EntryOf(string contactId) => new(new LaneId(Lane).LocationId, contactId, IsStop, At, EvidenceKinds.Of(Evidence), MessageId)
    {
        Detail = Word,
        AccountId = AccountId,
        MessageId = MessageId,
    };

    private static (EvidenceKind Evidence, string Word, bool IsStop)? Heard(InboundMessage message) => message.OptOutType switch
    {
        _ when message.IsFromAccount || message.IsFromGroup => null,
        Stop => (EvidenceKinds.OptOutType, Stop, true),
        Start => (EvidenceKinds.OptOutType, Start, false),
        null when ConsentWords.Find(message.Text) is { } word => (EvidenceKinds.Word, word.Text, word.IsStop),
        _ => null,
    };
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HeardWork))]
internal sealed partial class HeardWorkJson : JsonSerializerContext;
