using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The table of budgets: until when the calls of the day of a location or company are used up. Others have no row here.
/// </summary>
public sealed class BudgetTable(TableServiceClient tables)
{
    private const string Parked = "-parked";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Budgets);

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
    public Task RemoveAsync(GrantKey key, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(key.Id, key.Row + Parked, ETag.All, cancellationToken);
}
