using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>The domains at which agencies show GoHighLevel under a name of their own, as GoHighLevel said at the install.</summary>
public sealed class WhiteLabelDomains(TableServiceClient tables, LocationTable locations, IMemoryCache cache)
{
    private const string Partition = "domain";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Companies);

    /// <summary>A host name in its usual spelling; null for what is none.</summary>
    public static string? Read(string? domain) =>
        domain?.Trim().ToLowerInvariant() is { Length: > 3 and < 254 } name && name.Contains('.', StringComparison.Ordinal)
            && Uri.CheckHostName(name) == UriHostNameType.Dns
                ? name
                : null;

    public Task SaveAsync(string companyId, string domain, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(new TableEntity(Partition, companyId) { ["Domain"] = domain }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Forgets an agency's domain; repeating it changes nothing.</summary>
    public Task ForgetAsync(string companyId, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(Partition, companyId, ETag.All, cancellationToken);

    /// <summary>The domain of a location's agency; null where it has none, or the location is not known.</summary>
    public async Task<string?> FindAsync(string locationId, CancellationToken cancellationToken)
    {
        if (await locations.FindAsync(locationId, cancellationToken) is not { CompanyId.Length: > 0 } location) return null;
        return await cache.GetOrCreateAsync((Partition, location.CompanyId), async entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Fresh;
            entry.Size = 1;
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, location.CompanyId, cancellationToken: cancellationToken);
            return row.HasValue ? row.Value!.GetString("Domain") : null;
        });
    }
}
