using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.Messages;

/// <summary>A message that a customer wrote to one of a location's accounts, or that was written to one on the account's own phone.</summary>
/// <param name="LocationId">The location, from a verified credential.</param>
/// <param name="AccountId">The account that received it.</param>
/// <param name="ProviderMessageId">The provider's id; unique for the account.</param>
/// <param name="Sender">
/// The customer as the provider names it: E.164, or a short code or name that no contact can have; empty where only
/// <see cref="Lid"/> is known.
/// </param>
/// <param name="SenderName">The display name that the platform gave.</param>
/// <param name="Text">The text; may be empty when there are media.</param>
/// <param name="Media">What was attached.</param>
/// <param name="OccurredAt">When it was written; our arrival time where the provider sends none.</param>
public sealed record InboundMessage(
    string LocationId, string AccountId, string ProviderMessageId, string Sender, string? SenderName, string Text,
    IReadOnlyList<InboundMedia> Media, DateTimeOffset OccurredAt)
{
    /// <summary>The key of the message's marker: a second one with the same key is a duplicate.</summary>
    public MarkerKey Marker => MarkerKey.For(AccountId, ProviderMessageId);

    /// <summary>
    /// WhatsApp's id of the customer, which is no number, or of the group; null on other platforms and where WhatsApp does not tell.
    /// </summary>
    public string? Lid { get; init; }

    /// <summary>True when it was written in a group: the group is the contact.</summary>
    [JsonIgnore]
    public bool IsFromGroup => Customer.IsGroupId(Lid);

    /// <summary>True when it was written on the account's own phone, to the customer.</summary>
    public bool IsFromAccount { get; init; }

    /// <summary>What Twilio says that the message was: <c>STOP</c>, <c>START</c> or <c>HELP</c>; null where it says nothing.</summary>
    public string? OptOutType { get; init; }

    /// <summary>The lookup key of the customer, equal for all legal spellings of a number.</summary>
    public string SenderIdentity => NumberIdentity ?? LidIdentity ?? "name:" + Sender.ToLowerInvariant();

    /// <summary>The lookup key by number; null where none is known.</summary>
    internal string? NumberIdentity => PhoneNumber.TryParse(Sender, out var number) ? IdentityOf(number) : null;

    /// <summary>The lookup key by <see cref="Lid"/>; null without one.</summary>
    internal string? LidIdentity => Lid is null ? null : "lid:" + Lid;

    /// <summary>The customer's e-mail address, by which iMessage names some; null for everybody else.</summary>
    internal string? MailAddress => NumberIdentity is null && MailAddresses.IsOne(Sender) ? Sender : null;

    internal static string IdentityOf(PhoneNumber number) => "tel:" + number.LookupKey;

    public override string ToString() => $"message {ProviderMessageId}";

    public string ToJson() => JsonSerializer.Serialize(this, MessageJson.Default.InboundMessage);

    public static InboundMessage FromJson(string json) =>
        JsonSerializer.Deserialize(json, MessageJson.Default.InboundMessage)!;
}

/// <summary>One attachment where the provider keeps it.</summary>
/// <param name="Url">The provider's address; only its own fetcher knows how to read it.</param>
/// <param name="ContentType">The type that the provider names.</param>
public sealed record InboundMedia(string Url, string ContentType);

/// <summary>What goes to GoHighLevel for a message.</summary>
/// <param name="Text">The text, with a visible line for each medium that could not be fetched.</param>
/// <param name="Attachments">Addresses that GoHighLevel can read.</param>
public sealed record PreparedContent(string Text, IReadOnlyList<string> Attachments);

/// <summary>What became of a message's media, fixed before the first try so that every try posts the same.</summary>
/// <param name="Lines">Visible lines for what could not be fetched.</param>
/// <param name="Attachments">Addresses that GoHighLevel can read.</param>
public sealed record PreparedMedia(IReadOnlyList<string> Lines, IReadOnlyList<string> Attachments)
{
    /// <summary>The message with its media.</summary>
    public PreparedContent With(string text) => new(
        text.Length == 0 ? string.Join('\n', Lines) : string.Join('\n', [text, .. Lines]), Attachments);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InboundMessage))]
[JsonSerializable(typeof(OutboundMessage))]
[JsonSerializable(typeof(PreparedMedia))]
internal sealed partial class MessageJson : JsonSerializerContext;
