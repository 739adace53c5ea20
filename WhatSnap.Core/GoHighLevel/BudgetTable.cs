using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The table of budgets: until when the calls of the day of a location or company are used up, and how the workers divide the
/// window of one that is near its limit. Others have no row here.
/// </summary>
public sealed class BudgetTable(TableServiceClient tables) : ICallClaims
{
    private const string Parked = "-parked";
    private const string Shared = "-claims";
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

    /// <inheritdoc />
    public async Task<(CallClaims Claims, string Version)?> ReadAsync(GrantKey owner, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(owner.Id, owner.Row + Shared, cancellationToken: cancellationToken);
        if (!found.HasValue || found.Value is not { } row) return null;
        var claims = JsonSerializer.Deserialize<List<CallClaim>>(row.GetString("Claims"))!;
        return (new CallClaims(row.GetDouble("Limit")!.Value, row.GetDateTimeOffset("LimitAt")!.Value, row.GetInt32("Fewest"), claims), row.ETag.ToString());
    }

    /// <inheritdoc />
    public Task<bool> TryWriteAsync(GrantKey owner, CallClaims claims, string? version, CancellationToken cancellationToken)
    {
        var row = new TableEntity(owner.Id, owner.Row + Shared)
        {
            ["Limit"] = claims.Limit,
            ["LimitAt"] = claims.LimitAt,
            ["Fewest"] = claims.Fewest,
            ["Claims"] = JsonSerializer.Serialize(claims.Claims),
        };
        return _table.TryPutAsync(row, version is null ? null : new ETag(version), cancellationToken);
    }

    /// <summary>Forgets what is known of a location or company; repeating it changes nothing.</summary>
    public async Task RemoveAsync(GrantKey key, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(key.Id, key.Row + Parked, ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(key.Id, key.Row + Shared, ETag.All, cancellationToken);
    }
}
