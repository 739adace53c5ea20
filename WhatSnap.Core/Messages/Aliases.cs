using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Maps every identity of a sender in a location to one lane; a row is inserted once and then stands.</summary>
public sealed class Aliases(TableServiceClient tables, IMemoryCache cache)
{
    private const string Row = "lane";
    private const string Number = "Number";
    private const string Erased = "erased";
    private const string At = "At";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Aliases);

    /// <summary>The lane of an identity; the first to ask makes it.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="identity">For example <c>tel:</c> and the lookup key of a number.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task<LaneId> ResolveAsync(string locationId, string identity, CancellationToken cancellationToken)
    {
        var partition = Partition(locationId, identity);
        return cache.TryGetValue(("alias", partition), out LaneId known)
            ? known
            : (await FindOrAddAsync(locationId, identity, new Alias(LaneId.New(locationId), null), cancellationToken)).Lane;
    }

    /// <summary>What is stored of an identity, asked of the table itself; null for one that nobody has seen.</summary>
    internal async Task<Alias?> FindAsync(string locationId, string identity, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            Partition(locationId, identity), Row, cancellationToken: cancellationToken);
        return row.HasValue ? new Alias(new LaneId(row.Value!.GetString("Lane")), row.Value.GetString(Number)) : null;
    }

    /// <summary>What is stored of an identity; <paramref name="alias"/>, where it is seen for the first time.</summary>
    internal async Task<Alias> FindOrAddAsync(string locationId, string identity, Alias alias, CancellationToken cancellationToken)
    {
        var partition = Partition(locationId, identity);
        var stands = await FindAsync(locationId, identity, cancellationToken);
        if (stands is null)
        {
            try
            {
                await _table.AddEntityAsync(ToRow(partition, alias), cancellationToken);
                stands = alias;
            }
            catch (RequestFailedException first) when (first.Status == 409)
            {
                stands = (await FindAsync(locationId, identity, cancellationToken))!;
            }
        }

        Remember(partition, stands.Lane);
        return stands;
    }

    /// <summary>Points an identity to the lane that its old one was merged into.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="lane">The lane that it leads to from now on.</param>
    /// <param name="number">For a LID: the key of the number that the lane is of; null where none is known.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task RepointAsync(
        string locationId, string identity, LaneId lane, string? number, CancellationToken cancellationToken)
    {
        var partition = Partition(locationId, identity);
        await _table.UpsertEntityAsync(ToRow(partition, new Alias(lane, number)), TableUpdateMode.Replace, cancellationToken);
        Remember(partition, lane);
    }

    /// <summary>Notes that a sender is erased, so that a provider's list does not bring back what was written before.</summary>
    /// <param name="erased">The key, by <see cref="ErasedKey"/>.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal Task NoteErasedAsync(string erased, DateTimeOffset at, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(new TableEntity(erased, Erased) { [At] = at }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Where it is noted that an identity was erased: another key than its own, which goes.</summary>
    internal static string ErasedKey(string locationId, string partition) => $"{locationId}~{Keys.Hash("erased " + partition)}";

    /// <summary>True where a sender was erased after that time, as long as that is known.</summary>
    internal async Task<bool> WasErasedSinceAsync(string locationId, string identity, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = ErasedKey(locationId, Partition(locationId, identity));
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(key, Erased, cancellationToken: cancellationToken);
        return row.HasValue && row.Value!.GetDateTimeOffset(At) >= at;
    }

    /// <summary>Forgets that a sender was erased, unless that was after a time: it was erased once more.</summary>
    internal async Task ForgetErasedAsync(string erased, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(erased, Erased, cancellationToken: cancellationToken);
        if (row.HasValue && row.Value!.GetDateTimeOffset(At) < before) await _table.DeleteEntityAsync(erased, Erased, row.Value.ETag, cancellationToken);
    }

    private static TableEntity ToRow(string partition, Alias alias) =>
        new(partition, Row) { ["Lane"] = alias.Lane.Value, [Number] = alias.Number };

    private LaneId Remember(string partition, LaneId lane) => cache.Set(
        ("alias", partition), lane, new MemoryCacheEntryOptions { SlidingExpiration = Fresh, Size = 1 });

    /// <summary>The identity is hashed: numbers stand in no key, and so in no storage URL or log.</summary>
    private static string Partition(string locationId, string identity) => $"{locationId}~{Keys.Hash(identity)}";
}

/// <summary>Where an identity leads.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Number">For a LID: the key of the number that it is known with; null while it was seen alone.</param>
internal sealed record Alias(LaneId Lane, string? Number);
