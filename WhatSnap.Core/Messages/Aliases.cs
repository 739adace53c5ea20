using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Maps every identity of a sender in a location to one lane; a row is inserted once and then stands.</summary>
public sealed class Aliases(TableServiceClient tables, IMemoryCache cache)
{
    private const string Row = "lane";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Aliases);

    /// <summary>The lane of an identity; the first to ask makes it.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="identity">For example <c>tel:</c> and the lookup key of a number.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task<LaneId> ResolveAsync(string locationId, string identity, CancellationToken cancellationToken)
    {
        var partition = Partition(locationId, identity);
        if (cache.TryGetValue(("alias", partition), out LaneId known)) return known;

        var lane = await FindAsync(partition, cancellationToken)
            ?? await AddAsync(partition, LaneId.New(locationId), cancellationToken);
        return Remember(partition, lane);
    }

    /// <summary>Points an identity to the lane that its old one was merged into.</summary>
    public async Task RepointAsync(
        string locationId, string identity, LaneId lane, CancellationToken cancellationToken)
    {
        var partition = Partition(locationId, identity);
        await _table.UpsertEntityAsync(
            new TableEntity(partition, Row) { ["Lane"] = lane.Value }, TableUpdateMode.Replace, cancellationToken);
        Remember(partition, lane);
    }

    private async Task<LaneId> AddAsync(string partition, LaneId lane, CancellationToken cancellationToken)
    {
        try
        {
            await _table.AddEntityAsync(new TableEntity(partition, Row) { ["Lane"] = lane.Value }, cancellationToken);
            return lane;
        }
        catch (RequestFailedException first) when (first.Status == 409)
        {
            return (await FindAsync(partition, cancellationToken))!.Value;
        }
    }

    private async Task<LaneId?> FindAsync(string partition, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(partition, Row, cancellationToken: cancellationToken);
        return row.HasValue ? new LaneId(row.Value!.GetString("Lane")) : null;
    }

    private LaneId Remember(string partition, LaneId lane) => cache.Set(
        ("alias", partition), lane, new MemoryCacheEntryOptions { SlidingExpiration = Fresh, Size = 1 });

    /// <summary>The identity is hashed: numbers stand in no key, and so in no storage URL or log.</summary>
    private static string Partition(string locationId, string identity) => $"{locationId}~{Keys.Hash(identity)}";
}
