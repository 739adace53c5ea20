using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>
/// What devices are given to send, a partition per account: the open items, a record of each that stays after its end, and rows by which
/// the device's own report of a message that it sent for us is recognised.
/// </summary>
public sealed class OutboxTable(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    private const string Head = "head";
    private const string RecordPrefix = "r~";
    private const string EchoPrefix = "e~";
    private const string EchoOf = "EchoOf";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Outbox);

    /// <summary>Puts an item behind all others of the account, once.</summary>
    /// <returns>False when it was put there before, whatever became of it.</returns>
    public async Task<bool> TryAddAsync(AccountKey account, OutboxItem item, CancellationToken cancellationToken)
    {
        var partition = $"{account}";
        var until = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(MarkerRetention.DaysOfOutbound);
        await retention.NoteAsync(MarkerRetention.OutboxKind, $"{partition}~{item.Id}", until, cancellationToken);
        while (true)
        {
            var head = await _table.GetEntityIfExistsAsync<TableEntity>(partition, Head, cancellationToken: cancellationToken);
            var numbered = item with { Seq = (head.HasValue ? head.Value!.GetInt64("Seq") ?? 0 : 0) + 1 };
            var next = new TableEntity(partition, Head) { ["Seq"] = numbered.Seq };
            try
            {
                await _table.SubmitTransactionAsync(
                    [
                        head.HasValue
                            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, head.Value!.ETag)
                            : new TableTransactionAction(TableTransactionActionType.Add, next),
                        Added(numbered.ToRow(partition)),
                        Added(new TableEntity(partition, RecordPrefix + item.Id) { ["SendingId"] = item.SendingId, ["ContactId"] = item.ContactId }),
                        .. EchoKeys(item).Select(key => Added(new TableEntity(partition, key) { ["Id"] = item.Id, ["ContactId"] = item.ContactId })),
                    ],
                    cancellationToken);
                return true;
            }
            catch (TableTransactionFailedException taken) when (taken.Status is 409 or 412)
            {
                if (await FindRecordAsync(account, item.Id, cancellationToken) is not null) return false;
            }
        }
    }

    /// <summary>The open items of an account, in the order in which they are to be sent.</summary>
    public async Task<IReadOnlyList<OutboxItem>> ListOpenAsync(AccountKey account, CancellationToken cancellationToken)
    {
        List<OutboxItem> open = [];
        await foreach (var row in QueryAsync($"{account}", OutboxItem.Prefix, cancellationToken)) open.Add(OutboxItem.Read(row));
        return [.. open.OrderBy(item => item.Seq)];
    }

    /// <summary>An item; null when it is over, or never was.</summary>
    public async Task<OutboxItem?> FindAsync(AccountKey account, string id, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>($"{account}", OutboxItem.Prefix + id, cancellationToken: cancellationToken);
        return row.HasValue ? OutboxItem.Read(row.Value!) : null;
    }

    public async Task<OutboxRecord?> FindRecordAsync(AccountKey account, string id, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>($"{account}", RecordPrefix + id, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found }
            ? new OutboxRecord(id, found.GetString("SendingId"), found.GetString("ContactId"), found.GetBoolean("WasClaimed") ?? false)
            : null;
    }

    /// <summary>Writes an open item in the place of the version that was read.</summary>
    /// <returns>False when somebody else wrote in between.</returns>
    public Task<bool> TryWriteAsync(AccountKey account, OutboxItem item, CancellationToken cancellationToken) =>
        _table.TryPutAsync(item.ToRow($"{account}"), item.ETag, cancellationToken);

    /// <summary>Ends an item: its text and number go, its record stays.</summary>
    public async Task FinishAsync(AccountKey account, OutboxItem item, bool wasClaimed, CancellationToken cancellationToken)
    {
        var partition = $"{account}";
        try
        {
            await _table.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, OutboxItem.Prefix + item.Id), ETag.All),
                    new TableTransactionAction(
                        TableTransactionActionType.UpsertMerge, new TableEntity(partition, RecordPrefix + item.Id) { ["WasClaimed"] = wasClaimed }),
                ],
                cancellationToken);
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            // Somebody else ended it.
        }
    }

    /// <summary>Notes the device's own id of a message that it sent for us.</summary>
    public Task NoteGuidAsync(AccountKey account, OutboxRecord record, string ownId, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity($"{account}", $"{GuidKey(ownId)}{record.Id}") { ["Id"] = record.Id, ["ContactId"] = record.ContactId }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Recognises a message that the device tells of as one that it sent for us; each is one message of the device at most.</summary>
    /// <param name="account">The account.</param>
    /// <param name="item">What the device tells of.</param>
    /// <param name="fits">Whether it can be the item with this id.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<bool> TakeEchoAsync(AccountKey account, DeviceItem item, Func<string, Task<bool>> fits, CancellationToken cancellationToken)
    {
        await foreach (var _ in QueryAsync($"{account}", GuidKey(item.Key), cancellationToken)) return true;
        List<TableEntity> rows = [];
        await foreach (var row in QueryAsync($"{account}", EchoKey(item.Peer, item.Text), cancellationToken)) rows.Add(row);
        if (rows.Any(row => row.GetString(EchoOf) == item.MessageId)) return true;
        foreach (var row in rows.Where(row => row.GetString(EchoOf) is null))
        {
            if (!await fits(row.GetString("Id"))) continue;
            if (await _table.TryMergeAsync(new TableEntity(row.PartitionKey, row.RowKey) { [EchoOf] = item.MessageId }, row.ETag, cancellationToken)) return true;
        }

        return false;
    }

    /// <summary>Forgets an item that is long over, by the key under which its end was noted.</summary>
    public async Task ForgetAsync(string key, CancellationToken cancellationToken)
    {
        var at = key.LastIndexOf('~');
        var (partition, id) = (key[..at], key[(at + 1)..]);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {EchoPrefix} and RowKey lt {EchoPrefix + "~"} and Id eq {id}");
        await foreach (var echo in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            await _table.DeleteEntityAsync(partition, echo.RowKey, ETag.All, cancellationToken);
        }

        await _table.DeleteEntityAsync(partition, OutboxItem.Prefix + id, ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(partition, RecordPrefix + id, ETag.All, cancellationToken);
    }

    /// <summary>A Mac tells of the text and of each file by itself.</summary>
    private static IEnumerable<string> EchoKeys(OutboxItem item)
    {
        if (item.Text.Length > 0) yield return $"{EchoKey(item.To, item.Text)}{item.Id}";
        for (var file = 0; file < item.Attachments.Count; file++) yield return $"{EchoKey(item.To, "")}{item.Id}.{file}";
    }

    private static string EchoKey(string peer, string text) =>
        $"{EchoPrefix}{Keys.Hash($"{peer}\n{string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}")}~";

    /// <summary>Beside the others that name an item, so that they are forgotten with it.</summary>
    private static string GuidKey(string ownId) => $"{EchoPrefix}guid.{Keys.Hash(ownId)}~";

    private AsyncPageable<TableEntity> QueryAsync(string partition, string prefix, CancellationToken cancellationToken) => _table.QueryAsync<TableEntity>(
        TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {prefix} and RowKey lt {prefix + "~"}"), cancellationToken: cancellationToken);

    private static TableTransactionAction Added(TableEntity row) => new(TableTransactionActionType.Add, row);
}
