using System.Globalization;
using Azure.Data.Tables;

namespace WhatSnap.Core.Messages;

/// <summary>One message of a location, either way, as lists show it: never its text or a number.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="Id">Names it among the location's messages; the newest sort first.</param>
/// <param name="AcceptedAt">When WhatSnap got it.</param>
/// <param name="AccountId">The account; null where none could be chosen.</param>
/// <param name="ContactId">GoHighLevel's contact; empty as long as there is none.</param>
/// <param name="State">A code of <see cref="ListedStates"/> or <see cref="SendStates"/>.</param>
public sealed record MessageEntry(
    string LocationId, string Id, DateTimeOffset AcceptedAt, string? AccountId, string ContactId, string State)
{
    private const string Out = "out";

    /// <summary>True for one that goes out.</summary>
    public bool IsOutbound { get; init; }

    /// <summary>What every log line about it names: the provider's id of what came in, GoHighLevel's of what goes out.</summary>
    public required string TraceId { get; init; }

    /// <summary>GoHighLevel's id; null as long as it is not known.</summary>
    public string? MessageId { get; init; }

    public string? ProviderId { get; init; }

    /// <summary>Why this account, for one that goes out.</summary>
    public string? Reason { get; init; }

    /// <summary>Code of <see cref="Failures"/> for one that failed or is unknown, or of <see cref="WaitReasons"/> for one that waits.</summary>
    public string? FailureCode { get; init; }

    /// <summary>Until when it waits, where that is known.</summary>
    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>The provider's own error code.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>When it was written, for one that came in.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>When its provider had it, for one that goes out.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it stood in GoHighLevel, or its state became final.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public int? Segments { get; init; }

    public bool IsUcs2 { get; init; }

    public CostEstimate? Cost { get; init; }

    public override string ToString() => $"message {TraceId}: {State}";

    /// <summary>The entry of a message that goes out.</summary>
    public static MessageEntry Of(MessageLink link) => new(
        link.LocationId, IdOf(link.AcceptedAt, link.SendingId), link.AcceptedAt, link.AccountId, link.ContactId, link.ShownState)
    {
        IsOutbound = true,
        TraceId = link.SendingId,
        MessageId = link.SendingId,
        ProviderId = link.ProviderId,
        Reason = link.Reason,
        FailureCode = link.FailureCode ?? link.WaitsFor,
        WaitsUntil = link.WaitsUntil,
        ProviderCode = link.ProviderCode,
        SentAt = link.SentAt,
        EndedAt = link.EndedAt,
        Segments = link.Segments,
        IsUcs2 = link.IsUcs2,
        Cost = link.Cost,
    };

    /// <summary>The entry of a row of a lane, as it waits or as it ended.</summary>
    public static MessageEntry Of(LaneId lane, PendingRow row, string? contactId, string state) => new(
        lane.LocationId, IdOf(row.ListedAt ?? row.AcceptedAt, lane.IsOutbound ? row.Marker.MessageId : row.Marker.Value),
        row.ListedAt ?? row.AcceptedAt, lane.IsOutbound ? null : row.Marker.AccountId, contactId ?? "", state)
    {
        IsOutbound = lane.IsOutbound,
        TraceId = row.Marker.MessageId,
        MessageId = lane.IsOutbound ? row.Marker.MessageId : null,
        ProviderId = lane.IsOutbound ? null : row.Marker.MessageId,
        WrittenAt = lane.IsOutbound ? null : row.OccurredAt,
    };

    internal static MessageEntry Read(TableEntity row, string id) => new(
        row.PartitionKey, id, row.GetDateTimeOffset("AcceptedAt")!.Value, row.GetString("AccountId"), row.GetString("ContactId"), row.GetString("State"))
    {
        IsOutbound = row.GetString("Direction") == Out,
        TraceId = row.GetString("TraceId"),
        MessageId = row.GetString("MessageId"),
        ProviderId = row.GetString("ProviderId"),
        Reason = row.GetString("Reason"),
        FailureCode = row.GetString("FailureCode"),
        WaitsUntil = row.GetDateTimeOffset("WaitsUntil"),
        ProviderCode = row.GetString("ProviderCode"),
        WrittenAt = row.GetDateTimeOffset("WrittenAt"),
        SentAt = row.GetDateTimeOffset("SentAt"),
        EndedAt = row.GetDateTimeOffset("EndedAt"),
        Segments = row.GetInt32("Segments"),
        IsUcs2 = row.GetBoolean("IsUcs2") ?? false,
        Cost = CostEstimate.Read(row),
    };

    internal TableEntity ToRow(string rowKey) => new(LocationId, rowKey)
    {
        ["AcceptedAt"] = AcceptedAt,
        ["AccountId"] = AccountId,
        ["ContactId"] = ContactId,
        ["State"] = State,
        ["Direction"] = DirectionOf(IsOutbound),
        ["TraceId"] = TraceId,
        ["MessageId"] = MessageId,
        ["ProviderId"] = ProviderId,
        ["Reason"] = Reason,
        ["FailureCode"] = FailureCode,
        ["WaitsUntil"] = WaitsUntil,
        ["ProviderCode"] = ProviderCode,
        ["WrittenAt"] = WrittenAt,
        ["SentAt"] = SentAt,
        ["EndedAt"] = EndedAt,
        ["Segments"] = Segments,
        ["IsUcs2"] = IsUcs2,
        ["Cost"] = Cost?.Amount.ToString(CultureInfo.InvariantCulture),
        ["Currency"] = Cost?.Currency,
    };

    internal static string DirectionOf(bool isOutbound) => isOutbound ? Out : "in";

    private static string IdOf(DateTimeOffset acceptedAt, string message) => $"{Keys.NewestFirst(acceptedAt)}-{Keys.Hash(message)[..12]}";
}
