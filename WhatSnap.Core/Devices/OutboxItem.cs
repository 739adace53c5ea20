using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;

namespace WhatSnap.Core.Devices;

/// <summary>A message that a device is to send, as long as it is not known what became of it.</summary>
/// <param name="Id">Its id, made of location and message: the same in every try.</param>
/// <param name="SendingId">GoHighLevel's id of the message, with the number of a further part.</param>
/// <param name="ContactId">The contact that it is for.</param>
/// <param name="To">The contact's number, E.164, or its e-mail address where it has no number.</param>
/// <param name="Text">The text.</param>
/// <param name="Attachments">Addresses of files.</param>
/// <param name="QueuedAt">When it was put there.</param>
public sealed partial record OutboxItem(
    string Id, string SendingId, string ContactId, string To, string Text, IReadOnlyList<string> Attachments, DateTimeOffset QueuedAt)
{
    internal const string Prefix = "i~";

    /// <summary>A text that the device did not fetch in this time would come too late to be of use.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>For how long an item that was offered is not offered again.</summary>
    public static readonly TimeSpan LeaseFor = TimeSpan.FromMinutes(2);

    /// <summary>How long a device may take to say what became of an item that it claimed; a Mac looks for twenty minutes where there are files.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(30);

    /// <summary>Its place among all that the account was given to send.</summary>
    public long Seq { get; init; }

    /// <summary>How often it was offered.</summary>
    public int Attempt { get; init; }

    /// <summary>The newest offer; null before the first.</summary>
    public string? LeaseId { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>When the device said that it hands it to its system now: from then on it may be sent.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>
    /// The phone whose app stores it and sends it when it can; null where a claim means that it is sent now. The app knows it by its id, so
    /// that this one device may be given it again.
    /// </summary>
    public string? HeldBy { get; init; }

    /// <summary>When that phone said that it stores it.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>When that phone said that it handed it to its system.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>Why it will not be sent, a code of <see cref="Messages.Failures"/>; null while it may be. Nobody can claim it any more.</summary>
    public string? Ending { get; init; }

    public ETag ETag { get; init; }

    public DateTimeOffset ExpiresAt => QueuedAt + Lifetime;

    /// <summary>True for what can be an item's id.</summary>
    public static bool IsId(string text) => IdForm().IsMatch(text);

    /// <summary>
    /// True when it may have been sent, and the device has been silent for too long. What a phone stores waits there for as long as it may be sent.
    /// </summary>
    public bool IsSilent(DateTimeOffset now) => (HeldBy is null ? ClaimedAt : ProcessedAt ?? ExpiresAt) + SilentAfter <= now;

    /// <summary>True when it was fetched too late, or never.</summary>
    public bool IsExpired(DateTimeOffset now) => ClaimedAt is null && ExpiresAt <= now;

    /// <summary>True when it may be offered to a device.</summary>
    public bool IsFree(DateTimeOffset now) => ClaimedAt is null && Ending is null && (LeaseUntil is null || LeaseUntil <= now);

    public override string ToString() => $"item {Id}";

    internal static OutboxItem Read(TableEntity row) => new(
        row.RowKey[Prefix.Length..], row.GetString("SendingId"), row.GetString("ContactId"), row.GetString("To"), row.GetString("Text"),
        JsonSerializer.Deserialize(row.GetString("Attachments"), OutboxJson.Default.IReadOnlyListString)!, row.GetDateTimeOffset("QueuedAt")!.Value)
    {
        Seq = row.GetInt64("Seq") ?? 0,
        Attempt = row.GetInt32("Attempt") ?? 0,
        LeaseId = row.GetString("LeaseId"),
        LeaseUntil = row.GetDateTimeOffset("LeaseUntil"),
        ClaimedAt = row.GetDateTimeOffset("ClaimedAt"),
        HeldBy = row.GetString("HeldBy"),
        StoredAt = row.GetDateTimeOffset("StoredAt"),
        ProcessedAt = row.GetDateTimeOffset("ProcessedAt"),
        Ending = row.GetString("Ending"),
        ETag = row.ETag,
    };

    internal TableEntity ToRow(string partition) => new(partition, Prefix + Id)
    {
        ["SendingId"] = SendingId,
        ["ContactId"] = ContactId,
        ["To"] = To,
        ["Text"] = Text,
        ["Attachments"] = JsonSerializer.Serialize(Attachments, OutboxJson.Default.IReadOnlyListString),
        ["QueuedAt"] = QueuedAt,
        ["Seq"] = Seq,
        ["Attempt"] = Attempt,
        ["LeaseId"] = LeaseId,
        ["LeaseUntil"] = LeaseUntil,
        ["ClaimedAt"] = ClaimedAt,
        ["HeldBy"] = HeldBy,
        ["StoredAt"] = StoredAt,
        ["ProcessedAt"] = ProcessedAt,
        ["Ending"] = Ending,
    };

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex IdForm();
}

/// <summary>What is known of every item, also after its end; without text and number.</summary>
/// <param name="Id">The item.</param>
/// <param name="SendingId">The message.</param>
/// <param name="ContactId">The contact that it is for.</param>
/// <param name="WasClaimed">True when it may have been sent.</param>
public sealed record OutboxRecord(string Id, string SendingId, string ContactId, bool WasClaimed);

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class OutboxJson : JsonSerializerContext;
