using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>The access tokens of locations, sealed at rest and remembered for a minute.</summary>
public sealed class TokenStore(TableServiceClient tables, SecretBox secrets, IMemoryCache cache)
{
    private const string Row = "location";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Tokens);

    public async Task SaveAsync(string locationId, Secret accessToken, CancellationToken cancellationToken)
    {
        await _table.UpsertEntityAsync(
            new TableEntity(locationId, Row) { ["AccessToken"] = secrets.Seal(accessToken.Reveal(), RowName(locationId)) },
            TableUpdateMode.Merge, cancellationToken);
        cache.Remove(("token", locationId));
    }

    /// <summary>The location's access token.</summary>
    /// <exception cref="GoHighLevelException">The location has none: it was never installed or was uninstalled.</exception>
    public async Task<Secret> ReadAsync(string locationId, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(("token", locationId), out Secret? known)) return known!;

        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, Row, cancellationToken: cancellationToken);
        if (!row.HasValue)
        {
            throw new GoHighLevelException(
                CallOutcome.Refused, "token", System.Net.HttpStatusCode.Unauthorized, NotInstalled);
        }

        var token = new Secret(secrets.Open(row.Value!.GetString("AccessToken"), RowName(locationId)));
        return cache.Set(
            ("token", locationId), token, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Fresh, Size = 1 });
    }

    /// <summary>The code of a call for a location that has no token.</summary>
    public const string NotInstalled = "NOT_INSTALLED";

    private static string RowName(string locationId) => $"{TableNames.Tokens}/{locationId}";
}
