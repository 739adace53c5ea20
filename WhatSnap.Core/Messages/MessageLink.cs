using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace WhatSnap.Core.Messages;

/// <summary>What is known of a message that goes out: GoHighLevel's id beside the provider's.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="SendingId">GoHighLevel's id of the message, with the number of a further part.</param>
/// <param name="ContactId">The contact that it is for.</param>
/// <param name="AccountId">The account that sends it; null when none could be chosen.</param>
/// <param name="Reason">Why that account, as a sentence.</param>
/// <param name="AcceptedAt">When WhatSnap got it.</param>
public sealed record MessageLink(
    string LocationId, string SendingId, string ContactId, string? AccountId, string Reason, DateTimeOffset AcceptedAt)
{
    private const char IdSeparator = '\n';

    /// <summary>The provider's id; null as long as it is not known to have it.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The ids under which it goes out, in their order, where we choose them; known before anything is sent.</summary>
    public IReadOnlyList<string> PlannedIds { get; init; } = [];

    public SendState State { get; init; } = SendStates.Accepted;

    /// <summary>The state that GoHighLevel was told last; null for none.</summary>
    public string? Reported { get; init; }

    /// <summary>Code of <see cref="Failures"/> for one that failed or is unknown.</summary>
    public string? FailureCode { get; init; }

    /// <summary>The provider's own error code.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>Parts that a phone network counts and charges singly; null where there are none.</summary>
    public int? Segments { get; init; }

    /// <summary>True when one letter made the whole text UCS-2, with 70 letters a segment instead of 160.</summary>
    public bool IsUcs2 { get; init; }

    /// <summary>What it is likely to cost, reckoned before it was sent; null where that is not known.</summary>
    public CostEstimate? Cost { get; init; }

    /// <summary>What it waits for before it is sent, a code of <see cref="WaitReasons"/>; null while it does not wait.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Until when it waits, where that is known.</summary>
    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>When its provider had it; null before.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When its state became final; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True for one that was written on the account's own phone: lists show it as the message that came in with it.</summary>
    internal bool IsMirrored { get; init; }

    public ETag ETag { get; init; }

    /// <summary>GoHighLevel's id of the message.</summary>
    public string MessageId => SendingId.Split('.')[0];

    /// <summary>The state that lists show: what is accepted and can't be sent yet waits.</summary>
    public string ShownState => State == SendStates.Accepted && WaitsFor is not null ? ListedStates.Waiting.Code : State.Code;

    public override string ToString() => $"message {SendingId}: {State}";

    internal static MessageLink Read(TableEntity row) => new(
        row.PartitionKey, row.RowKey, row.GetString("ContactId"), row.GetString("AccountId"), row.GetString("Reason"),
        row.GetDateTimeOffset("AcceptedAt")!.Value)
    {
        ProviderId = row.GetString("ProviderId"),
        PlannedIds = (row.GetString("PlannedIds") ?? "").Split(IdSeparator, StringSplitOptions.RemoveEmptyEntries),
        State = SendStates.Of(row.GetString("State")),
        Reported = row.GetString("Reported"),
        FailureCode = row.GetString("FailureCode"),
        ProviderCode = row.GetString("ProviderCode"),
        WaitsFor = row.GetString("WaitsFor"),
        WaitsUntil = row.GetDateTimeOffset("WaitsUntil"),
        SentAt = row.GetDateTimeOffset("SentAt"),
        EndedAt = row.GetDateTimeOffset("EndedAt"),
        Segments = row.GetInt32("Segments"),
        IsUcs2 = row.GetBoolean("IsUcs2") ?? false,
        Cost = CostEstimate.Read(row),
        ETag = row.ETag,
    };

    internal TableEntity ToRow(string rowKey) => new(LocationId, rowKey)
    {
        ["ContactId"] = ContactId,
        ["AccountId"] = AccountId,
        ["Reason"] = Reason,
        ["AcceptedAt"] = AcceptedAt,
        ["ProviderId"] = ProviderId,
        ["PlannedIds"] = PlannedIds.Count > 0 ? string.Join(IdSeparator, PlannedIds) : null,
        ["State"] = State.Code,
        ["Reported"] = Reported,
        ["FailureCode"] = FailureCode,
        ["ProviderCode"] = ProviderCode,
        ["WaitsFor"] = WaitsFor,
        ["WaitsUntil"] = WaitsUntil,
        ["SentAt"] = SentAt,
        ["EndedAt"] = EndedAt,
        ["Segments"] = Segments,
        ["IsUcs2"] = IsUcs2,
        ["Cost"] = Cost?.Amount.ToString(CultureInfo.InvariantCulture),
        ["Currency"] = Cost?.Currency,
    };
}

/// <summary>What a message is likely to cost, before its provider says.</summary>
/// <param name="Amount">The amount, without fees of carriers.</param>
/// <param name="Currency">ISO 4217, such as <c>USD</c>.</param>
public sealed record CostEstimate(decimal Amount, string Currency)
{
    internal static CostEstimate? Read(TableEntity row) => row.GetString("Cost") is { } amount
        ? new CostEstimate(decimal.Parse(amount, CultureInfo.InvariantCulture), row.GetString("Currency"))
        : null;
}
