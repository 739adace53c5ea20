using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>How far the contacts of an account have been moved to its new tag.</summary>
/// <param name="Done">Contacts moved so far; never falls, and is the total once it has ended.</param>
/// <param name="Total">Contacts to move, as far as is known.</param>
/// <param name="StartedAt">When the first look was taken.</param>
/// <param name="EndedAt">When the last contact was moved and the old tag given up; null while it runs.</param>
public sealed record RetagProgress(int Done, int Total, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);

/// <summary>The table that says how far each account's re-tag is: a partition per location, a row per account.</summary>
public sealed class RetagTable(TableServiceClient tables, TimeProvider time)
{
    private readonly TableClient _table = tables.GetTableClient(TableNames.Retags);

    /// <summary>The account's re-tag that runs or ran last; null when there was none.</summary>
    public async Task<RetagProgress?> FindAsync(AccountKey account, CancellationToken cancellationToken) =>
        await FindRowAsync(account, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>The re-tags of a location's accounts that run or ran last, by account id.</summary>
    public async Task<IReadOnlyDictionary<string, RetagProgress>> ListAsync(string locationId, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, RetagProgress>();
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {locationId}"), cancellationToken: cancellationToken))
        {
            found[row.RowKey] = Read(row);
        }

        return found;
    }

    /// <summary>Notes that a re-tag runs; one that runs already goes on as it is.</summary>
    public async Task<RetagProgress> BeginAsync(
        AccountKey account, string formerTag, CancellationToken cancellationToken)
    {
        var known = await FindRowAsync(account, cancellationToken);
        if (known is not null && Read(known).EndedAt is null && known.GetString("FormerTag") == formerTag) return Read(known);

        var row = new TableEntity(account.LocationId, account.AccountId)
        {
            ["FormerTag"] = formerTag,
            ["Done"] = 0,
            ["Total"] = 0,
            ["StartedAt"] = time.GetUtcNow(),
        };
        await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        return Read(row);
    }

    /// <summary>Notes how many are done of how many; what was noted before is never taken back.</summary>
    public Task NoteAsync(AccountKey account, int done, int total, CancellationToken cancellationToken) =>
        ChangeAsync(account, row =>
        {
            row["Total"] = Math.Max(total, row.GetInt32("Total") ?? 0);
            row["Done"] = Math.Min(row.GetInt32("Total")!.Value, Math.Max(done, row.GetInt32("Done") ?? 0));
        }, cancellationToken);

    /// <summary>Notes that all are done; repeating it changes nothing.</summary>
    public Task EndAsync(AccountKey account, CancellationToken cancellationToken) =>
        ChangeAsync(account, row =>
        {
            row["Done"] = row["Total"];
            row["EndedAt"] = time.GetUtcNow();
        }, cancellationToken);

    /// <summary>Forgets an account that is gone.</summary>
    public Task RemoveAsync(AccountKey account, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(account.LocationId, account.AccountId, ETag.All, cancellationToken);

    private async Task ChangeAsync(AccountKey account, Action<TableEntity> change, CancellationToken cancellationToken)
    {
        while (await FindRowAsync(account, cancellationToken) is { } row && Read(row).EndedAt is null)
        {
            change(row);
            try
            {
                await _table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
                return;
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                // Another host noted something in between.
            }
        }
    }

    private async Task<TableEntity?> FindRowAsync(AccountKey account, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            account.LocationId, account.AccountId, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static RetagProgress Read(TableEntity row) => new(
        row.GetInt32("Done") ?? 0, row.GetInt32("Total") ?? 0, row.GetDateTimeOffset("StartedAt")!.Value,
        row.GetDateTimeOffset("EndedAt"));
}
