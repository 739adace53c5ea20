using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>The table of lanes: a partition holds a head, markers of what was seen, and the pending rows.</summary>
public sealed class LaneTable(TableServiceClient tables)
{
    private const string MergedPrefix = "a-from~";
    private const string AfterPending = "c";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Lanes);

    /// <summary>Puts marker and pending row into the lane, both or neither.</summary>
    /// <returns>False when the marker was there: the message is a duplicate.</returns>
    public async Task<bool> TryAddAsync(LaneId lane, PendingRow row, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(
            [
                new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(lane.Value, row.Marker.Value)),
                new TableTransactionAction(TableTransactionActionType.Add, row.ToRow(lane)),
            ], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException conflict) when (conflict.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Reads head and pending rows in one round trip (more when over 1,000 wait).</summary>
    public async Task<LaneView> ReadAsync(LaneId lane, CancellationToken cancellationToken)
    {
        LaneHead? head = null;
        var pending = new List<PendingRow>();
        var mergedFrom = new List<LaneId>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {lane.Value} and RowKey ge {LaneHead.RowKey} and RowKey lt {AfterPending}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == LaneHead.RowKey) head = LaneHead.Read(row);
            else if (row.RowKey.StartsWith(MergedPrefix, StringComparison.Ordinal)) mergedFrom.Add(new LaneId(row.GetString("Lane")));
            else pending.Add(PendingRow.Read(row));
        }

        // The row that is tried stays first, so that its doubt is settled. Then the table's clock, not ours: hosts that
        // accept for one sender may disagree on the time.
        var ordered = pending.OrderBy(row => row.RowKey == head?.Row ? 0 : 1)
            .ThenBy(row => row.StoredAt).ThenBy(row => row.RowKey, StringComparer.Ordinal);
        return new LaneView(lane, head, [.. ordered], mergedFrom);
    }

    /// <summary>The lane's head alone; null for a lane that nobody worked on yet.</summary>
    public async Task<LaneHead?> FindHeadAsync(LaneId lane, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(lane.Value, LaneHead.RowKey, cancellationToken: cancellationToken);
        return row.HasValue ? LaneHead.Read(row.Value!) : null;
    }

    /// <summary>Whether this very row waits in the lane.</summary>
    public async Task<bool> HasRowAsync(LaneId lane, string rowKey, CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(lane.Value, rowKey, ["RowKey"], cancellationToken)).HasValue;

    public async Task<Marker?> FindMarkerAsync(LaneId lane, MarkerKey key, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            lane.Value, key.Value, cancellationToken: cancellationToken);
        return row.HasValue ? Marker.Read(row.Value!) : null;
    }

    /// <summary>Whether a marker of the lane has this result id; reads the lane's markers.</summary>
    public async Task<bool> IsKnownAsync(LaneId lane, string resultId, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {lane.Value} and RowKey ge {MarkerKey.Prefix} and ResultId eq {resultId}");
        await foreach (var _ in _table.QueryAsync<TableEntity>(filter, 1, ["RowKey"], cancellationToken)) return true;
        return false;
    }

    /// <summary>Writes a head; the ETag decides who wins.</summary>
    /// <param name="head">The new head, with the ETag of the one it replaces; the default ETag adds the first one.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="row">A pending row to be changed in the same transaction.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The head as written, or null when somebody else changed it before.</returns>
    public Task<LaneHead?> WriteHeadAsync(
        LaneId lane, LaneHead head, PendingRow? row, CancellationToken cancellationToken) =>
        SubmitAsync(
            lane, head,
            row is null ? [] : [new TableTransactionAction(TableTransactionActionType.UpdateReplace, row.ToRow(lane), ETag.All)],
            cancellationToken);

    /// <summary>Ends a row: deletes it, writes the result on its marker and its expiry, and moves the head on.</summary>
    public Task<LaneHead?> FinishAsync(
        LaneId lane, LaneHead head, PendingRow row, RowResult result, CancellationToken cancellationToken) =>
        SubmitAsync(
            lane, head,
            [
                new TableTransactionAction(
                    TableTransactionActionType.Delete, new TableEntity(lane.Value, row.RowKey), ETag.All),
                new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(lane.Value, row.Marker.Value)
                    {
                        ["ResultId"] = result.ResultId,
                        ["IsDead"] = result.ResultId is null,
                        ["ExpiresOn"] = $"{result.ExpiresOn:yyyyMMdd}",
                    }),
                new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(lane.Value, ExpiryPrefix($"{result.ExpiresOn:yyyyMMdd}") + row.Marker)),
            ],
            cancellationToken);

    /// <summary>Opens a dead marker again with a new pending row; it expires anew when that is done.</summary>
    /// <returns>False when the marker is not dead any more.</returns>
    public async Task<bool> TryReopenAsync(
        LaneId lane, Marker dead, PendingRow row, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(
            [
                new TableTransactionAction(
                    TableTransactionActionType.UpdateReplace, new TableEntity(lane.Value, row.Marker.Value), dead.ETag),
                new TableTransactionAction(
                    TableTransactionActionType.Delete,
                    new TableEntity(lane.Value, ExpiryPrefix(dead.ExpiresOn!) + row.Marker), ETag.All),
                new TableTransactionAction(TableTransactionActionType.Add, row.ToRow(lane)),
            ], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Notes in a lane that another one was merged into it.</summary>
    public Task AddMergedAsync(LaneId lane, LaneId from, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(
            new TableEntity(lane.Value, MergedPrefix + from.Value) { ["Lane"] = from.Value },
            TableUpdateMode.Replace, cancellationToken);

    /// <summary>Takes a pending row out of a lane that was merged into another; its marker says so.</summary>
    public async Task DropMovedAsync(LaneId lane, PendingRow row, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(
            [
                new TableTransactionAction(
                    TableTransactionActionType.Delete, new TableEntity(lane.Value, row.RowKey), ETag.All),
                new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(lane.Value, row.Marker.Value) { ["IsMoved"] = true }),
            ], cancellationToken);
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            // Another worker moved it.
        }
    }

    /// <summary>What the keys of rows begin with that name the markers of one expiry day (<c>yyyyMMdd</c>).</summary>
    internal static string ExpiryPrefix(string day) => $"d~{day}~";

    /// <summary>The day that a row's key names on which its marker may be forgotten; null for other rows.</summary>
    internal static DateOnly? ExpiryDayOf(string rowKey) =>
        rowKey.Split('~') is ["d", var text, ..] && DateOnly.TryParseExact(text, "yyyyMMdd", out var day) ? day : null;

    private async Task<LaneHead?> SubmitAsync(
        LaneId lane, LaneHead head, IReadOnlyList<TableTransactionAction> others, CancellationToken cancellationToken)
    {
        var row = head.ToRow(lane);
        var write = head.ETag == default
            ? new TableTransactionAction(TableTransactionActionType.Add, row)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, head.ETag);
        try
        {
            var answers = await _table.SubmitTransactionAsync([write, .. others], cancellationToken);
            return head with { ETag = answers.Value[0].Headers.ETag!.Value };
        }
        catch (TableTransactionFailedException lost) when (lost.Status is 404 or 409 or 412)
        {
            return null;
        }
    }
}

/// <summary>How a row ended.</summary>
/// <param name="ResultId">The id under which the message stands where it was brought; null when it did not pass.</param>
/// <param name="ExpiresOn">The day on which its marker may be forgotten.</param>
public sealed record RowResult(string? ResultId, DateOnly ExpiresOn);
