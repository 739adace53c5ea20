using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>
/// Which number (hashed) an account had that was removed, so that what came for it finds its way when the number is connected
/// again as another account. Rows beside a location's dead letters.
/// </summary>
public sealed class RemovedAccounts(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    public const int DaysKept = 90;
    private const string Prefix = "r~";
    private const char Separator = '~';
    private readonly TableClient _table = tables.GetTableClient(TableNames.DeadLetters);

    /// <summary>Notes an account that is about to be removed; repeating it changes nothing.</summary>
    public async Task NoteAsync(Account account, CancellationToken cancellationToken)
    {
        if (account.Number is not { } number) return;
        var key = string.Join(Separator, account.LocationId, account.AccountId, Keys.Hash(account.AccountId)[^1]);
        var until = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(DaysKept);
        await retention.NoteAsync(MarkerRetention.RemovedKind, key, until, cancellationToken);
        await _table.UpsertEntityAsync(
            new TableEntity(account.LocationId, Prefix + account.AccountId) { ["Number"] = Keys.Hash(number.LookupKey) },
            TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Forgets one by its retention key; repeating it changes nothing.</summary>
    public Task ForgetAsync(string retentionKey, CancellationToken cancellationToken)
    {
        var parts = retentionKey.Split(Separator);
        return _table.DeleteEntityAsync(parts[0], Prefix + parts[1], ETag.All, cancellationToken);
    }

    /// <summary>Which of these accounts have a number that a removed one had, by the id of the removed one.</summary>
    public async Task<IReadOnlyDictionary<string, Account>> SuccessorsAsync(
        string locationId, IReadOnlyList<Account> accounts, CancellationToken cancellationToken)
    {
        var byNumber = accounts.Where(account => account.Number is not null).ToLookup(account => Keys.Hash(account.Number!.Value.LookupKey));
        var found = new Dictionary<string, Account>(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey ge {Prefix} and RowKey lt {Prefix + Separator}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (byNumber[row.GetString("Number")].FirstOrDefault() is { } successor) found[row.RowKey[Prefix.Length..]] = successor;
        }

        return found;
    }
}
