using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace WhatSnap.Local.Flows;

/// <summary>One flow as the local host keeps it.</summary>
public sealed record StoredFlow(
    string InstanceId, string Flow, DateTimeOffset StartedAt, bool IsRunning, string? Status,
    IReadOnlyList<FlowStep> History, ETag ETag)
{
    /// <summary>Which save wrote it, so that one whose answer was lost is known again.</summary>
    public string SaveId { get; init; } = "";
}

/// <summary>An event that waits for a flow.</summary>
public sealed record StoredEvent(string Id, string Name, string Value);

/// <summary>The local host's flows and their events, so that a restart goes on where they were. Azure has Durable for it.</summary>
/// <param name="tables">The storage.</param>
/// <param name="name">The table; hosts that share it go on with each other's flows.</param>
public sealed class FlowTable(TableServiceClient tables, string name = FlowTable.Name)
{
    internal const string Name = "localflows";
    private const string FlowRow = "flow";
    private const string EventPrefix = "event~";
    private readonly TableClient _table = tables.GetTableClient(name);

    public Task CreateAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    public async Task<StoredFlow?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(instanceId, FlowRow, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    public async Task<IReadOnlyList<StoredFlow>> ListRunningAsync(CancellationToken cancellationToken)
    {
        var running = new List<StoredFlow>();
        await foreach (var row in _table.QueryAsync<TableEntity>(
            $"RowKey eq '{FlowRow}' and IsRunning eq true", cancellationToken: cancellationToken)) running.Add(Read(row));
        return running;
    }

    /// <summary>Writes a flow if nobody else did since it was read; the same save again finds what it wrote.</summary>
    /// <returns>The flow as written; null when somebody else was faster.</returns>
    public async Task<StoredFlow?> WriteAsync(StoredFlow flow, CancellationToken cancellationToken)
    {
        var row = new TableEntity(flow.InstanceId, FlowRow)
        {
            ["Flow"] = flow.Flow,
            ["StartedAt"] = flow.StartedAt,
            ["IsRunning"] = flow.IsRunning,
            ["Status"] = flow.Status,
            ["History"] = FlowStep.Write(flow.History),
            ["SaveId"] = flow.SaveId,
        };
        try
        {
            var answer = flow.ETag == default
                ? await _table.AddEntityAsync(row, cancellationToken)
                : await _table.UpdateEntityAsync(row, flow.ETag, TableUpdateMode.Replace, cancellationToken);
            return flow with { ETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            var now = await FindAsync(flow.InstanceId, cancellationToken);
            return now?.SaveId == flow.SaveId && flow.SaveId.Length > 0 ? now : null;
        }
    }

    public Task AddEventAsync(
        string instanceId, string name, string value, DateTimeOffset at, CancellationToken cancellationToken) =>
        _table.AddEntityAsync(
            new TableEntity(instanceId, $"{EventPrefix}{at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture)}~{Guid.NewGuid():N}")
            {
                ["Name"] = name,
                ["Value"] = value,
            },
            cancellationToken);

    /// <summary>The events of a flow in the order in which they came.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ListEventsAsync(string instanceId, CancellationToken cancellationToken)
    {
        var events = new List<StoredEvent>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {instanceId} and RowKey lt {FlowRow}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            events.Add(new StoredEvent(row.RowKey, row.GetString("Name"), row.GetString("Value")));
        }

        return events;
    }

    public async Task DropEventsAsync(string instanceId, CancellationToken cancellationToken)
    {
        foreach (var one in await ListEventsAsync(instanceId, cancellationToken))
        {
            await _table.DeleteEntityAsync(instanceId, one.Id, ETag.All, cancellationToken);
        }
    }

    private static StoredFlow Read(TableEntity row) => new(
        row.PartitionKey, row.GetString("Flow"), row.GetDateTimeOffset("StartedAt")!.Value,
        row.GetBoolean("IsRunning") ?? false, row.GetString("Status"), FlowStep.Read(row.GetString("History")), row.ETag)
    {
        SaveId = row.GetString("SaveId") ?? "",
    };
}
