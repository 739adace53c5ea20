using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace WhatSnap.Core.Messages;

/// <summary>What a person sees of a dead letter in a list: ids, times and a masked number, never the text.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="Id">The letter's id.</param>
/// <param name="Code">Why it did not pass: a code of <see cref="Failures"/>.</param>
/// <param name="AccountId">The account that received it.</param>
/// <param name="WrittenAt">The date that it has in GoHighLevel once it stands there.</param>
/// <param name="FailedAt">When it was given up.</param>
public sealed record LetterEntry(
    string LocationId, string Id, string Code, string AccountId, DateTimeOffset WrittenAt, DateTimeOffset FailedAt)
{
    private const string NewestPrefix = "n~";
    private const string OldestPrefix = "o~";

    internal LaneId Lane { get; init; }

    /// <summary>The sender's contact; null where none was made yet.</summary>
    public string? ContactId { get; init; }

    /// <summary>The sender's number, masked; null where there is none.</summary>
    public string? Sender { get; init; }

    /// <summary>GoHighLevel's words without numbers and without what they repeat of the message; null for none.</summary>
    public string? Words { get; init; }

    public bool HasText { get; init; }

    public int Attachments { get; init; }

    /// <summary>How often it came back by itself before.</summary>
    public int Replays { get; init; }

    /// <summary>Where it stands in the list of its reason, as the place after which the next page begins.</summary>
    internal string Place { get; private init; } = "";

    /// <summary>The range of keys of a reason's letters.</summary>
    internal static (string From, string To) RangeOf(string code, bool isNewestFirst)
    {
        var prefix = $"{(isNewestFirst ? NewestPrefix : OldestPrefix)}{code}~";
        return (prefix, prefix + "~");
    }

    /// <summary>True for what can be a place in a list.</summary>
    public static bool IsPlace(string text) =>
        text.Length is > 0 and <= 64 && text.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '~');

    /// <summary>The two rows that list it, by the newest and by the oldest first.</summary>
    internal IEnumerable<TableEntity> Rows() => [ToRow(isNewestFirst: true), ToRow(isNewestFirst: false)];

    internal static LetterEntry Read(TableEntity row) => new(
        row.PartitionKey, row.GetString("Id"), row.GetString("Code"), row.GetString("AccountId"), row.GetDateTimeOffset("WrittenAt")!.Value,
        row.GetDateTimeOffset("FailedAt")!.Value)
    {
        Lane = new LaneId(row.GetString("Lane")),
        ContactId = row.GetString("ContactId"),
        Sender = row.GetString("Sender"),
        Words = row.GetString("Words"),
        HasText = row.GetBoolean("HasText") ?? false,
        Attachments = row.GetInt32("Attachments") ?? 0,
        Replays = row.GetInt32("Replays") ?? 0,
        Place = row.RowKey[(row.RowKey.IndexOf('~', NewestPrefix.Length) + 1)..],
    };

    private string KeyOf(bool isNewestFirst)
    {
        var date = isNewestFirst ? Keys.NewestFirst(WrittenAt) : WrittenAt.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
        return $"{RangeOf(Code, isNewestFirst).From}{date}~{Id}";
    }

    private TableEntity ToRow(bool isNewestFirst) => new(LocationId, KeyOf(isNewestFirst))
    {
        ["Id"] = Id,
        ["Code"] = Code,
        ["AccountId"] = AccountId,
        ["WrittenAt"] = WrittenAt,
        ["FailedAt"] = FailedAt,
        ["Lane"] = Lane.Value,
        ["ContactId"] = ContactId,
        ["Sender"] = Sender,
        ["Words"] = Words,
        ["HasText"] = HasText,
        ["Attachments"] = Attachments,
        ["Replays"] = Replays,
    };

    /// <summary>The actions that make this list entry stand in the place of another of the same letter.</summary>
    internal IEnumerable<TableTransactionAction> Replacing(LetterEntry? before) =>
    [
        .. Rows().Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
        .. (before?.Rows() ?? []).Where(old => Rows().All(row => row.RowKey != old.RowKey))
            .Select(old => new TableTransactionAction(TableTransactionActionType.Delete, old, ETag.All)),
    ];

    public override string ToString() => $"dead letter {Id}: {Code}";
}
