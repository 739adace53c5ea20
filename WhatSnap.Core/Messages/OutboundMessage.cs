using System.Text.Json;

namespace WhatSnap.Core.Messages;

/// <summary>A message that a person or a workflow wrote in GoHighLevel, to be sent to a contact.</summary>
/// <param name="LocationId">The location, from a verified body.</param>
/// <param name="MessageId">GoHighLevel's id of the message.</param>
/// <param name="Part">1, or more for what is sent separately because one text takes only so many attachments.</param>
/// <param name="ContactId">The contact that it is for.</param>
/// <param name="Phone">The contact's number as GoHighLevel gave it.</param>
/// <param name="Text">The text; may be empty when there are attachments.</param>
/// <param name="Attachments">Addresses that anybody can read.</param>
public sealed record OutboundMessage(
    string LocationId, string MessageId, int Part, string ContactId, string Phone, string Text,
    IReadOnlyList<string> Attachments)
{
    /// <summary>The id of what is sent: GoHighLevel's, and the number of a further part.</summary>
    public string SendingId => Part == 1 ? MessageId : $"{MessageId}.{Part}";

    /// <summary>The key of its marker: a second one with the same key is a duplicate.</summary>
    public MarkerKey Marker => MarkerKey.For(MarkerKey.GoHighLevel, SendingId);

    /// <summary>The parts in which it is sent.</summary>
    /// <param name="most">Attachments of one part at most.</param>
    public IReadOnlyList<OutboundMessage> InParts(int most) => Attachments.Count <= most
        ? [this]
        : [.. Attachments.Chunk(most).Select((some, index) => this with
        {
            Part = index + 1,
            Text = index == 0 ? Text : "",
            Attachments = some,
        })];

    public override string ToString() => $"message {SendingId}";

    public string ToJson() => JsonSerializer.Serialize(this, MessageJson.Default.OutboundMessage);

    public static OutboundMessage FromJson(string json) =>
        JsonSerializer.Deserialize(json, MessageJson.Default.OutboundMessage)!;
}
