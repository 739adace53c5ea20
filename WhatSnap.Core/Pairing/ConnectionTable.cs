using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Pairing;

/// <summary>The table of attempts to connect an account: the newest of each, for its owner to watch.</summary>
public sealed class ConnectionTable(TableServiceClient tables, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Connections);

    public async Task<Connection?> FindAsync(AccountKey account, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            account.LocationId, account.AccountId, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>The newest attempts of a location's accounts, by account id.</summary>
    public async Task<IReadOnlyDictionary<string, Connection>> ListAsync(string locationId, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Connection>();
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {locationId}"), cancellationToken: cancellationToken))
        {
            found[row.RowKey] = Read(row);
        }

        return found;
    }

    /// <summary>Begins a new attempt in the place of an older one.</summary>
    public Task BeginAsync(AccountKey account, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        Write(account, Connection.Begin(time.GetUtcNow())), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Changes an attempt; when somebody else wrote in between, the change is made again on what they wrote.</summary>
    /// <returns>The attempt as written; null when there is none or the change was not wanted.</returns>
    public async Task<Connection?> UpdateAsync(
        AccountKey account, Func<Connection, Connection?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(
                account.LocationId, account.AccountId, cancellationToken: cancellationToken);
            if (!row.HasValue || change(Read(row.Value!)) is not { } changed) return null;
            try
            {
                await _table.UpdateEntityAsync(
                    Write(account, changed), row.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                return changed;
            }
            catch (RequestFailedException other) when (other.Status is 404 or 412)
            {
                // Read and changed anew.
            }
        }
    }

    /// <summary>Forgets an attempt; repeating it changes nothing.</summary>
    public Task RemoveAsync(AccountKey account, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(account.LocationId, account.AccountId, ETag.All, cancellationToken);

    /// <summary>Drops attempts that ended a week ago; returns how many.</summary>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - KeptFor;
        var dropped = 0;
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"EndedAt lt {before}"), select: ["PartitionKey", "RowKey"],
            cancellationToken: cancellationToken))
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            dropped++;
        }

        return dropped;
    }

    private static TableEntity Write(AccountKey account, Connection attempt) => new(account.LocationId, account.AccountId)
    {
        ["StartedAt"] = attempt.StartedAt,
        ["Steps"] = JsonSerializer.Serialize(attempt.Steps, ConnectionJson.Default.IReadOnlyListStepResult),
        ["Question"] = attempt.Question is { } question
            ? JsonSerializer.Serialize(question, ConnectionJson.Default.IReadOnlyListStepResult)
            : null,
        ["Answer"] = attempt.Answer,
        ["EndCode"] = attempt.EndCode,
        ["EndedAt"] = attempt.EndedAt,
    };

    private static Connection Read(TableEntity row) => new(
        row.GetDateTimeOffset("StartedAt")!.Value, ReadSteps(row.GetString("Steps"))!, ReadSteps(row.GetString("Question")),
        row.GetString("Answer"), row.GetString("EndCode"), row.GetDateTimeOffset("EndedAt"));

    private static IReadOnlyList<StepResult>? ReadSteps(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, ConnectionJson.Default.IReadOnlyListStepResult);
}

[JsonSerializable(typeof(IReadOnlyList<StepResult>))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
