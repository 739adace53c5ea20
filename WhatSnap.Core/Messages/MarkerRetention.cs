using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Says when markers and single rows may be forgotten, and forgets them. A day's table partitions name the rows and the lanes that
/// have something to forget on that day, and the lane lists it by day: what stays is never read.
/// </summary>
public sealed class MarkerRetention(TableServiceClient tables, TimeProvider time)
{
    /// <summary>Entries of media items, by their keys.</summary>
    public const string MediaKind = "media";

    /// <summary>Entries of custom page payloads that were used, by their salts.</summary>
    public const string SsoKind = "sso";

    /// <summary>Entries of GoHighLevel events that were taken, by their keys.</summary>
    public const string EventKind = "event";

    /// <summary>Entries of alerts that are over, and of what was told of them.</summary>
    public const string AlertKind = "alert";

    /// <summary>Entries of what people changed.</summary>
    public const string ActivityKind = "activity";

    /// <summary>Entries of locations that were uninstalled, by their ids and when.</summary>
    public const string LocationKind = "location";
    /// <summary>Entries of accounts that were removed.</summary>
    public const string RemovedKind = "removed";
    /// <summary>Entries of dead letters that can never come back.</summary>
    public const string LetterKind = "letter";
    /// <summary>Entries of senders that were erased.</summary>
    public const string ErasedKind = "erased";
    /// <summary>Entries of the ledger of consent.</summary>
    public const string ConsentKind = "consent";
    /// <summary>Entries of what accounts sent of late.</summary>
    public const string SafetyKind = "safety";
    /// <summary>Entries of what devices told.</summary>
    public const string SeenKind = "seen";
    /// <summary>Entries of what devices were given to send.</summary>
    public const string OutboxKind = "outbox";
    /// <summary>Entries of files that devices uploaded.</summary>
    public const string UploadKind = "upload";

    private const char Separator = '~';
    private const int RowsPerTransaction = 100;
    private const string Shards = "0123456789abcdef";
    private readonly TableClient _days = tables.GetTableClient(TableNames.Retention);
    private readonly TableClient _lanes = tables.GetTableClient(TableNames.Lanes);

    /// <summary>
    /// Days for which a message is recognised as a duplicate. No time is checked with the providers' signatures, so that a captured
    /// request could be sent again for ever: a year.
    /// </summary>
    public const int DaysOfInbound = 365;

    /// <summary>
    /// Days for which a message that went out is known: GoHighLevel repeats for three, a provider's last word may come late,
    /// and people ask later what became of it.
    /// </summary>
    public const int DaysOfOutbound = 90;

    /// <summary>Days for which all is kept of a location that was uninstalled, should it be installed again.</summary>
    public const int DaysAfterUninstall = 30;

    /// <summary>Days for which a message is kept that GoHighLevel can never have; it stands on the phone or in Twilio's log besides.</summary>
    public const int DaysOfHopelessLetters = 90;

    /// <summary>Days for which it is known that a sender was erased: no provider's list is asked for what is older.</summary>
    public const int DaysAfterErasure = 31;

    /// <summary>Days for which it is known how many messages there were.</summary>
    public const int DaysOfTraffic = 400;

    /// <summary>Notes that a lane has markers that expire on a day.</summary>
    public Task NoteLaneAsync(LaneId lane, DateOnly day, CancellationToken cancellationToken) =>
        _days.UpsertEntityAsync(NoteOf(lane, day), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Notes that a row of its own expires on a day.</summary>
    /// <param name="kind">One of the kinds above.</param>
    /// <param name="key">Its key, which ends in a hex digit.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task NoteAsync(string kind, string key, DateOnly day, CancellationToken cancellationToken) =>
        _days.UpsertEntityAsync(NoteOf(kind, key, day), TableUpdateMode.Replace, cancellationToken);

    /// <summary>The row of a note about a lane.</summary>
    internal static TableEntity NoteOf(LaneId lane, DateOnly day) => new($"{day:yyyyMMdd}-{lane.Value[^1]}", lane.Value);

    /// <summary>The row of a note about a row of its own.</summary>
    internal static TableEntity NoteOf(string kind, string key, DateOnly day) => new($"{day:yyyyMMdd}-{key[^1]}", $"{kind}{Separator}{key}");

    /// <summary>Forgets all markers and rows whose day has come; returns how many markers.</summary>
    /// <param name="drop">What deletes a row by its key, for each kind.</param>
    /// <param name="cancellationToken">Cancels the purge.</param>
    public async Task<int> PurgeAsync(
        IReadOnlyDictionary<string, Func<string, Task>> drop, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var purged = 0;
        var due = _days.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey lt {$"{today:yyyyMMdd}-{Shards[^1]}~"}"),
            cancellationToken: cancellationToken);
        await foreach (var entry in due)
        {
            try
            {
                var parts = entry.RowKey.Split(Separator, 2);
                if (drop.TryGetValue(parts[0], out var dropRow)) await dropRow(parts[1]);
                else purged += await PurgeLaneAsync(new LaneId(entry.RowKey), entry.PartitionKey[..8], cancellationToken);
                await _days.DeleteEntityAsync(entry.PartitionKey, entry.RowKey, ETag.All, cancellationToken);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // Another host purges too. The day stays on the list and is looked at again tomorrow.
            }
        }

        return purged;
    }

    private async Task<int> PurgeLaneAsync(LaneId lane, string day, CancellationToken cancellationToken)
    {
        var prefix = LaneTable.ExpiryPrefix(day);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {lane.Value} and RowKey ge {prefix} and RowKey lt {prefix + "~"}");
        var batch = new List<TableTransactionAction>();
        var purged = 0;
        await foreach (var row in _lanes.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            purged++;
            batch.Add(Delete(lane, row.RowKey));
            batch.Add(Delete(lane, row.RowKey[prefix.Length..]));
            if (batch.Count < RowsPerTransaction) continue;
            await _lanes.SubmitTransactionAsync(batch, cancellationToken);
            batch.Clear();
        }

        if (batch.Count > 0) await _lanes.SubmitTransactionAsync(batch, cancellationToken);
        return purged;
    }

    private static TableTransactionAction Delete(LaneId lane, string rowKey) =>
        new(TableTransactionActionType.Delete, new TableEntity(lane.Value, rowKey), ETag.All);
}
