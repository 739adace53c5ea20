using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>A code that pairs a device with an account.</summary>
/// <param name="Text">Eight characters of <see cref="DeviceCodes.Alphabet"/>.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record DeviceCode(Secret Text, DateTimeOffset ExpiresAt);

/// <summary>
/// The codes that pair devices: one for each account at a time, for ten minutes, to be used once; only their SHA-256 is kept. The row
/// beside the account's devices decides which code it is and until when.
/// </summary>
public sealed class DeviceCodes(TableServiceClient tables, TimeProvider time)
{
    /// <summary>Without the letters and digits that look like others.</summary>
    public const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ2345679";

    public const int Length = 8;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string IndexRow = "code";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);
    private const string Suffix = "~code";
    private readonly TableClient _devices = tables.GetTableClient(TableNames.Devices);
    private readonly TableClient _keys = tables.GetTableClient(TableNames.DeviceKeys);

    /// <summary>Makes a code in the place of the one before.</summary>
    public async Task<DeviceCode> IssueAsync(AccountKey account, CancellationToken cancellationToken)
    {
        var code = new Secret(RandomNumberGenerator.GetString(Alphabet, Length));
        var (hash, until) = (HashOf(code.Reveal()), time.GetUtcNow() + Lifetime);

        // The row that decides is always there before the one that leads to it: what a crash leaves is found by the next code, or the end.
        if (await FindRowAsync(account, cancellationToken) is { } before) await _keys.DeleteEntityAsync(before.GetString("CodeHash"), IndexRow, ETag.All, cancellationToken);
        await _devices.UpsertEntityAsync(
            new TableEntity(account.LocationId, account.AccountId + Suffix) { ["CodeHash"] = hash, ["ExpiresAt"] = until }, TableUpdateMode.Replace, cancellationToken);
        await _keys.UpsertEntityAsync(
            new TableEntity(hash, IndexRow) { ["LocationId"] = account.LocationId, ["AccountId"] = account.AccountId }, TableUpdateMode.Replace, cancellationToken);
        return new DeviceCode(code, until);
    }

    /// <summary>Until when the code of an account can be used; null while there is none.</summary>
    public async Task<DateTimeOffset?> ExpiryAsync(AccountKey account, CancellationToken cancellationToken) =>
        await FindRowAsync(account, cancellationToken) is { } row && row.GetDateTimeOffset("ExpiresAt") is { } until && until > time.GetUtcNow() ? until : null;

    /// <summary>Uses a code up; null for one that is wrong, was used or is over, at the same moment too.</summary>
    /// <param name="typed">The code as it was typed: case, spaces and hyphens do not matter.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<AccountKey?> ClaimAsync(string? typed, CancellationToken cancellationToken)
    {
        if (Normalize(typed) is not { } code) return null;
        var hash = HashOf(code);
        var index = await _keys.GetEntityIfExistsAsync<TableEntity>(hash, IndexRow, cancellationToken: cancellationToken);
        if (!index.HasValue) return null;
        var account = new AccountKey(index.Value!.GetString("LocationId"), index.Value.GetString("AccountId"));
        var row = await FindRowAsync(account, cancellationToken);
        if (row is null || row.GetString("CodeHash") != hash || row.GetDateTimeOffset("ExpiresAt") <= time.GetUtcNow()) return null;
        try
        {
            // Deleting this version of it decides between two who bring it at the same moment.
            var deleted = await _keys.DeleteEntityAsync(hash, IndexRow, index.Value.ETag, cancellationToken);
            if (deleted.Status == 404) return null;
        }
        catch (RequestFailedException taken) when (taken.Status is 404 or 412)
        {
            return null;
        }

        await _devices.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        return account;
    }

    /// <summary>Forgets the code of an account; repeating it changes nothing.</summary>
    public async Task RemoveAsync(AccountKey account, CancellationToken cancellationToken)
    {
        if (await FindRowAsync(account, cancellationToken) is not { } row) return;
        await _keys.DeleteEntityAsync(row.GetString("CodeHash"), IndexRow, ETag.All, cancellationToken);
        await _devices.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
    }

    /// <summary>True for a row of a code beside the rows of devices.</summary>
    internal static bool IsCode(string rowKey) => rowKey.EndsWith(Suffix, StringComparison.Ordinal);

    private static string? Normalize(string? typed)
    {
        if (typed is null || typed.Length > 4 * Length) return null;
        var code = typed.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return code.Length == Length && code.AsSpan().IndexOfAnyExcept(Letters) < 0 ? code : null;
    }

    private async Task<TableEntity?> FindRowAsync(AccountKey account, CancellationToken cancellationToken)
    {
        var row = await _devices.GetEntityIfExistsAsync<TableEntity>(account.LocationId, account.AccountId + Suffix, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("device code " + code)));
}
