using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>The first row of a lane: who may work on it, what is being tried, and what is known of the sender.</summary>
public sealed record LaneHead
{
    internal const string RowKey = "a";

    public ETag ETag { get; init; }

    /// <summary>The head may be taken once it stayed unchanged for this long; zero when it is free.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>True while a worker holds the lane, false when the lane only waits before its next try.</summary>
    public bool IsLeased { get; init; }

    /// <summary>The pending row now tried; null when nothing is.</summary>
    public string? Row { get; init; }

    /// <summary>The date that the row now tried has in GoHighLevel, in every try.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>True when the row now tried may stand in GoHighLevel already.</summary>
    public bool InDoubt { get; init; }

    /// <summary>The date of the row tried last.</summary>
    public DateTimeOffset? LastDate { get; init; }

    /// <summary>The sender's contact in GoHighLevel.</summary>
    public string? ContactId { get; init; }

    /// <summary>The last expiry day (<c>yyyyMMdd</c>) for which the retention table names this lane.</summary>
    public string? RetentionDay { get; init; }

    /// <summary>The lane that took this one in, when two identities turned out to be one sender.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>True while a call for the row now tried may be running: it may stand in GoHighLevel before the hold ends.</summary>
    public bool MayTurnUp => Row is not null && (IsLeased || (InDoubt && Hold > LaneTiming.LookAgain && Hold <= LaneTiming.DoubtHold));

    internal static LaneHead Read(TableEntity row) => new()
    {
        ETag = row.ETag,
        Hold = TimeSpan.FromMilliseconds(row.GetInt64("HoldMs") ?? 0),
        IsLeased = row.GetBoolean("IsLeased") ?? false,
        Row = row.GetString("Row"),
        Date = row.GetDateTimeOffset("Date"),
        InDoubt = row.GetBoolean("InDoubt") ?? false,
        LastDate = row.GetDateTimeOffset("LastDate"),
        ContactId = row.GetString("ContactId"),
        RetentionDay = row.GetString("RetentionDay"),
        RedirectTo = row.GetString("RedirectTo"),
    };

    internal TableEntity ToRow(LaneId lane) => new(lane.Value, RowKey)
    {
        ["HoldMs"] = (long)Hold.TotalMilliseconds,
        ["IsLeased"] = IsLeased,
        ["Row"] = Row,
        ["Date"] = Date,
        ["InDoubt"] = InDoubt,
        ["LastDate"] = LastDate,
        ["ContactId"] = ContactId,
        ["RetentionDay"] = RetentionDay,
        ["RedirectTo"] = RedirectTo,
    };
}

/// <summary>A message that waits in a lane.</summary>
/// <param name="RowKey">Its row key; the row's server timestamp decides the order.</param>
/// <param name="Marker">The marker that goes with it.</param>
/// <param name="Body">The message as JSON; null when it is in a blob.</param>
/// <param name="BodyBlob">The blob that holds a body too large for a row.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="OccurredAt">When the message was written.</param>
public sealed record PendingRow(
    string RowKey, MarkerKey Marker, string? Body, string? BodyBlob, DateTimeOffset AcceptedAt, DateTimeOffset OccurredAt)
{
    internal const string Prefix = "b~";

    /// <summary>
    /// When the table took it in, on the table's own clock: the order of a lane. Null for a row that is not stored yet;
    /// kept in the row once it is changed, because a change renews the server's timestamp.
    /// </summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Tries that ended without an answer or with one that may pass.</summary>
    public int Tries { get; init; }

    /// <summary>Tries that GoHighLevel clearly refused.</summary>
    public int Refusals { get; init; }

    /// <summary>Code of the last failure.</summary>
    public string? Reason { get; init; }

    /// <summary>The date that an earlier life of the message was tried with, before it became a dead letter.</summary>
    public DateTimeOffset? FixedDate { get; init; }

    /// <summary>The time by which lists show the message, where an earlier life of it was accepted before.</summary>
    public DateTimeOffset? ListedAt { get; init; }

    /// <summary>True when that earlier life may stand in GoHighLevel.</summary>
    public bool InDoubt { get; init; }

    /// <summary>How often it was a dead letter that came back by itself.</summary>
    public int Replays { get; init; }

    /// <summary>The queue message that was put before the row, as long as nobody has received it.</summary>
    public WorkReceipt? Guard { get; init; }

    /// <summary>What became of the message's media, as JSON.</summary>
    public string? Prepared { get; init; }

    /// <summary>The second at which its account may send it; null while it has none.</summary>
    public DateTimeOffset? SlotAt { get; init; }

    /// <summary>When it could have been sent for the first time; null before.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>Since when it is tried, or will be: what it waited for on purpose is no failed try.</summary>
    public DateTimeOffset DueAt => ClearedAt ?? SlotAt ?? AcceptedAt;

    internal static PendingRow Read(TableEntity row) => new(
        row.RowKey, new MarkerKey(row.GetString("Marker")), row.GetString("Body"), row.GetString("BodyBlob"),
        row.GetDateTimeOffset("AcceptedAt")!.Value, row.GetDateTimeOffset("OccurredAt")!.Value)
    {
        StoredAt = row.GetDateTimeOffset("StoredAt") ?? row.Timestamp,
        Tries = row.GetInt32("Tries") ?? 0,
        Refusals = row.GetInt32("Refusals") ?? 0,
        Reason = row.GetString("Reason"),
        FixedDate = row.GetDateTimeOffset("FixedDate"),
        ListedAt = row.GetDateTimeOffset("ListedAt"),
        InDoubt = row.GetBoolean("InDoubt") ?? false,
        Replays = row.GetInt32("Replays") ?? 0,
        Guard = row.GetString("GuardId") is { } id
            ? new WorkReceipt(new LaneId(row.PartitionKey).Queue, id, row.GetString("GuardReceipt"))
            : null,
        Prepared = row.GetString("Prepared"),
        SlotAt = row.GetDateTimeOffset("SlotAt"),
        ClearedAt = row.GetDateTimeOffset("ClearedAt"),
    };

    public override string ToString() => $"row of {Marker}";

    internal TableEntity ToRow(LaneId lane) => new(lane.Value, RowKey)
    {
        ["Marker"] = Marker.Value,
        ["Body"] = Body,
        ["BodyBlob"] = BodyBlob,
        ["AcceptedAt"] = AcceptedAt,
        ["OccurredAt"] = OccurredAt,
        ["StoredAt"] = StoredAt,
        ["FixedDate"] = FixedDate,
        ["ListedAt"] = ListedAt,
        ["InDoubt"] = InDoubt,
        ["Replays"] = Replays,
        ["Tries"] = Tries,
        ["Refusals"] = Refusals,
        ["Reason"] = Reason,
        ["GuardId"] = Guard?.MessageId,
        ["GuardReceipt"] = Guard?.PopReceipt,
        ["Prepared"] = Prepared,
        ["SlotAt"] = SlotAt,
        ["ClearedAt"] = ClearedAt,
    };
}

/// <summary>The proof that a message was seen, and what became of it.</summary>
/// <param name="ResultId">GoHighLevel's id once it stands there; for what goes out, the id of the provider that took it.</param>
/// <param name="IsDead">True when it became a dead letter.</param>
/// <param name="IsMoved">True when its pending row went to the lane that this one was merged into.</param>
/// <param name="ExpiresOn">The day (<c>yyyyMMdd</c>) on which it may be forgotten, once its message is done.</param>
/// <param name="ETag">Its version.</param>
public sealed record Marker(string? ResultId, bool IsDead, bool IsMoved, string? ExpiresOn, ETag ETag)
{
    /// <summary>True while its pending row exists.</summary>
    public bool IsOpen => ResultId is null && !IsDead && !IsMoved;

    internal static Marker Read(TableEntity row) => new(
        row.GetString("ResultId"), row.GetBoolean("IsDead") ?? false, row.GetBoolean("IsMoved") ?? false,
        row.GetString("ExpiresOn"), row.ETag);
}
