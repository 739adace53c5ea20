using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>One worker's part of a location's window.</summary>
/// <param name="Worker">Its random name.</param>
/// <param name="Calls">Calls that it may make in any window.</param>
/// <param name="Turn">Another number with each renewal: one that stands still is of a worker that is gone.</param>
public sealed record BudgetShare(string Worker, int Calls, long Turn);

/// <summary>The shares of a location's workers, as they are stored.</summary>
/// <param name="ETag">The version of the row; the default one when there is none.</param>
/// <param name="Shares">One for each worker.</param>
public sealed record BudgetShares(ETag ETag, IReadOnlyList<BudgetShare> Shares);

/// <summary>
/// The table of budgets: the shares of a location that is near its limit, and until when one is parked. A location that is
/// far from both has no row here.
/// </summary>
public sealed class BudgetTable(TableServiceClient tables)
{
    private const string Parked = "-parked";
    private const string Shares = "-shares";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Budgets);

    public async Task<BudgetShares> ReadSharesAsync(GrantKey key, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(key.Id, key.Row + Shares, cancellationToken: cancellationToken);
        return row.HasValue
            ? new BudgetShares(row.Value!.ETag, JsonSerializer.Deserialize(row.Value.GetString("Shares"), BudgetJson.Default.IReadOnlyListBudgetShare)!)
            : new BudgetShares(default, []);
    }

    /// <summary>Replaces the shares that were read.</summary>
    /// <returns>False when somebody wrote them in between.</returns>
    public async Task<bool> TryWriteAsync(
        GrantKey key, BudgetShares before, IReadOnlyList<BudgetShare> shares, CancellationToken cancellationToken)
    {
        var row = new TableEntity(key.Id, key.Row + Shares) { ["Shares"] = JsonSerializer.Serialize(shares, BudgetJson.Default.IReadOnlyListBudgetShare) };
        try
        {
            if (before.ETag == default) await _table.AddEntityAsync(row, cancellationToken);
            else if (shares.Count == 0) await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, before.ETag, cancellationToken);
            else await _table.UpdateEntityAsync(row, before.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Notes that the calls of the day are used up; it ends by itself.</summary>
    public Task ParkAsync(GrantKey key, DateTimeOffset until, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(key.Id, key.Row + Parked) { ["Until"] = until }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Until when the calls of the day were said to be used up, also when that is over; null for never.</summary>
    public async Task<DateTimeOffset?> ReadParkedAsync(GrantKey key, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(key.Id, key.Row + Parked, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetDateTimeOffset("Until") : null;
    }

    /// <summary>Forgets what is known of a location or company; repeating it changes nothing.</summary>
    public async Task RemoveAsync(GrantKey key, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(key.Id, key.Row + Parked, ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(key.Id, key.Row + Shares, ETag.All, cancellationToken);
    }
}
