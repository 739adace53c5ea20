using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The table of budgets: until when the calls of the day of a location or company are used up, and how the workers divide the
/// window of one that is near its limit. Others have no row here, but for what a worker that was killed near the limit left.
/// </summary>
public sealed class BudgetTable(TableServiceClient tables) : ICallClaims
{
    private const string Parked = "-parked";
    private const string Claimed = "-claims";
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
    public async Task<(CallClaims? Claims, string Version)?> ReadAsync(GrantKey owner, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(owner.Id, owner.Row + Claimed, cancellationToken: cancellationToken);
        return found.HasValue ? (Read(found.Value!), found.Value!.ETag.ToString()) : null;
    }

    /// <inheritdoc />
    public async Task<bool> TryWriteAsync(GrantKey owner, CallClaims claims, string? version, CancellationToken cancellationToken)
    {
        if (claims.Claims.Count == 0) return version is null || await _table.TryDeleteAsync(owner.Id, owner.Row + Claimed, new ETag(version), cancellationToken);
        var row = new TableEntity(owner.Id, owner.Row + Claimed)
        {
            ["Limit"] = claims.Limit,
            ["LimitAt"] = claims.LimitAt,
            ["Fewest"] = claims.Fewest,
            ["Claims"] = JsonSerializer.Serialize(claims.Claims, ClaimJson.Default.IReadOnlyListCallClaim),
        };
        return await _table.TryPutAsync(row, version is null ? null : new ETag(version), cancellationToken);
    }

    /// <summary>Forgets what is known of a location or company; repeating it changes nothing.</summary>
    public async Task RemoveAsync(GrantKey key, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(key.Id, key.Row + Parked, ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(key.Id, key.Row + Claimed, ETag.All, cancellationToken);
    }

    /// <summary>Null when another version of WhatSnap wrote what this one can't read: it is divided anew then.</summary>
    private static CallClaims? Read(TableEntity row)
    {
        try
        {
            return row.GetDouble("Limit") is { } limit && row.GetDateTimeOffset("LimitAt") is { } at && row.GetString("Claims") is { } text
                && JsonSerializer.Deserialize(text, ClaimJson.Default.IReadOnlyListCallClaim) is { } claims
                ? new CallClaims(limit, at, row.GetInt32("Fewest"), claims)
                : null;
        }
        catch (Exception malformed) when (JsonText.IsMalformed(malformed))
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(IReadOnlyList<CallClaim>))]
internal sealed partial class ClaimJson : JsonSerializerContext;
