using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>The table of random webhook keys: a key names an account and authenticates nobody.</summary>
public sealed class HookTable(TableServiceClient tables, AccountTable accounts)
{
    private const string Row = "account";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Hooks);

    /// <summary>A new key: 32 hex digits.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The key at the end of an account's webhook address.</summary>
    public static string KeyOf(string hookUrl) => hookUrl[(hookUrl.LastIndexOf('/') + 1)..];

    /// <summary>Lets a key name an account.</summary>
    public Task SaveAsync(string key, AccountKey account, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(
            new TableEntity(key, Row) { ["LocationId"] = account.LocationId, ["AccountId"] = account.AccountId },
            TableUpdateMode.Replace, cancellationToken);

    /// <summary>The account that a key names; null when nobody is known by it.</summary>
    public async Task<Account?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(key, Row, cancellationToken: cancellationToken);
        return row.HasValue
            ? await accounts.FindAsync(row.Value!.GetString("LocationId"), row.Value.GetString("AccountId"), cancellationToken)
            : null;
    }

    /// <summary>Forgets a key and what was noted under it; repeating it changes nothing.</summary>
    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(key, Traffic.Row, ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(key, Row, ETag.All, cancellationToken);
    }
}
