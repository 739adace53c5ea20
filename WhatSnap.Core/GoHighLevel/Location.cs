using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>What is kept of a GoHighLevel location (sub-account).</summary>
/// <param name="LocationId">GoHighLevel's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Country">Two-letter country code.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="AllowsDuplicates">Whether two contacts may share a number; decides how contacts are created.</param>
/// <param name="CompanyId">The agency that the location belongs to; empty when GoHighLevel did not say.</param>
/// <param name="PlatformFieldId">The contact field that shows the platform; null until it was made.</param>
public sealed record Location(
    string LocationId, string Name, string Country, string TimeZone, bool AllowsDuplicates, string CompanyId, string? PlatformFieldId);

/// <summary>The table of locations, remembered for five minutes, with the list of each company's locations.</summary>
public sealed class LocationTable(TableServiceClient tables, IMemoryCache cache)
{
    private const string Row = "location";
    private const string Turn = "turn";
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Locations);
    private readonly TableClient _companies = tables.GetTableClient(TableNames.Companies);

    public async Task<Location?> FindAsync(string locationId, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(("location", locationId), out Location? known)) return known;
        return await ReadAsync(locationId, cancellationToken);
    }

    /// <summary>The location as it is stored now; null when it is not installed.</summary>
    public async Task<Location?> ReadAsync(string locationId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, Row, cancellationToken: cancellationToken);
        if (!row.HasValue) return null;
        return Remember(new Location(
            locationId, row.Value!.GetString("Name"), row.Value.GetString("Country"), row.Value.GetString("TimeZone"),
            row.Value.GetBoolean("AllowsDuplicates") ?? true, row.Value.GetString("CompanyId") ?? "",
            row.Value.GetString("PlatformFieldId")));
    }

    /// <summary>The installed locations of a company, by their ids and names.</summary>
    public async Task<IReadOnlyList<(string LocationId, string Name)>> ListAsync(
        string companyId, CancellationToken cancellationToken)
    {
        var rows = _companies.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {companyId}"), cancellationToken: cancellationToken);
        var locations = new List<(string, string)>();
        await foreach (var row in rows) locations.Add((row.RowKey, row.GetString("Name")));
        return locations;
    }

    public async Task SaveAsync(Location location, CancellationToken cancellationToken)
    {
        await PutOnListAsync(location, cancellationToken);
        await _table.UpsertEntityAsync(
            new TableEntity(location.LocationId, Row)
            {
                ["Name"] = location.Name,
                ["Country"] = location.Country,
                ["TimeZone"] = location.TimeZone,
                ["AllowsDuplicates"] = location.AllowsDuplicates,
                ["CompanyId"] = location.CompanyId,
                ["PlatformFieldId"] = location.PlatformFieldId,
            },
            TableUpdateMode.Merge, cancellationToken);
        Remember(location);
    }

    /// <summary>Changes the contact field of an installed location, and nothing else; one that is not installed stays so.</summary>
    public async Task ChangeAsync(string locationId, string platformFieldId, CancellationToken cancellationToken)
    {
        await _table.TryMergeAsync(new TableEntity(locationId, Row) { ["PlatformFieldId"] = platformFieldId }, ETag.All, cancellationToken);
        cache.Remove(("location", locationId));
    }

    /// <summary>Changes name, country, time zone and duplicate rule of an installed location to those given; one that is not installed stays so.</summary>
    public async Task ChangeAsync(Location location, CancellationToken cancellationToken)
    {
        var change = new TableEntity(location.LocationId, Row)
        {
            ["Name"] = location.Name,
            ["Country"] = location.Country,
            ["TimeZone"] = location.TimeZone,
            ["AllowsDuplicates"] = location.AllowsDuplicates,
        };
        if (await _table.TryMergeAsync(change, ETag.All, cancellationToken) && location.CompanyId.Length > 0)
        {
            await _companies.TryMergeAsync(
                new TableEntity(location.CompanyId, location.LocationId) { ["Name"] = location.Name }, ETag.All, cancellationToken);
        }

        cache.Remove(("location", location.LocationId));
    }

    /// <summary>Takes a location off, with its place on the company's list; repeating it changes nothing.</summary>
    public async Task RemoveAsync(string locationId, CancellationToken cancellationToken)
    {
        if (await ReadAsync(locationId, cancellationToken) is { CompanyId.Length: > 0 } known)
        {
            await _companies.DeleteEntityAsync(known.CompanyId, locationId, ETag.All, cancellationToken);
        }

        await _table.DeleteEntityAsync(locationId, Row, ETag.All, cancellationToken);
        cache.Remove(("location", locationId));
    }

    /// <summary>Takes the turn to make a location ready, which two that do it at once would do twice; ended by <see cref="EndTurnAsync"/>.</summary>
    /// <returns>False while somebody else has it, who may have died with it: for at most two minutes.</returns>
    public async Task<bool> TryTakeTurnAsync(string locationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var turn = new TableEntity(locationId, Turn) { ["Until"] = now + LongestTurn };
        var held = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, Turn, cancellationToken: cancellationToken);
        if (held.HasValue && held.Value!.GetDateTimeOffset("Until") > now) return false;
        return await _table.TryPutAsync(turn, held.HasValue ? held.Value!.ETag : null, cancellationToken);
    }

    /// <summary>Lets the next one have the turn.</summary>
    public Task EndTurnAsync(string locationId) => _table.DeleteEntityAsync(locationId, Turn, ETag.All, CancellationToken.None);

    private async Task PutOnListAsync(Location location, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(location.LocationId, cancellationToken);
        if (known is { CompanyId.Length: > 0 } && known.CompanyId != location.CompanyId)
        {
            await _companies.DeleteEntityAsync(known.CompanyId, known.LocationId, ETag.All, cancellationToken);
        }

        if (location.CompanyId.Length == 0) return;
        await _companies.UpsertEntityAsync(
            new TableEntity(location.CompanyId, location.LocationId) { ["Name"] = location.Name },
            TableUpdateMode.Replace, cancellationToken);
    }

    private Location Remember(Location location) => cache.Set(
        ("location", location.LocationId), location,
        new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Fresh, Size = 1 });
}
