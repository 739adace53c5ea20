using System.Globalization;
using Azure;
using Azure.Data.Tables;
using NSubstitute;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>
/// A table that answers at once, for tests whose clock must not depend on how fast a storage is. It has the real one's
/// rules for what budgets do with it: insert once, and ETags. <see cref="SharedBudgetTests"/> run on the real one.
/// </summary>
internal sealed class MemoryTable : TableClient
{
    private readonly Dictionary<(string, string), TableEntity> _rows = [];
    private int _version;

    /// <summary>A service whose tables are all this one.</summary>
    public TableServiceClient Service
    {
        get
        {
            var service = Substitute.For<TableServiceClient>();
            service.GetTableClient(Arg.Any<string>()).Returns(this);
            return service;
        }
    }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var answer = Substitute.For<NullableResponse<T>>();
        var found = _rows.TryGetValue((partitionKey, rowKey), out var row);
        answer.HasValue.Returns(found);
        if (found) answer.Value.Returns((T)(ITableEntity)new TableEntity(row) { ETag = row!.ETag });
        return Task.FromResult(answer);
    }

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
    {
        if (_rows.ContainsKey((entity.PartitionKey, entity.RowKey))) throw new RequestFailedException(409, "EntityAlreadyExists");
        return WriteAsync(entity);
    }

    public override Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Match(entity.PartitionKey, entity.RowKey, ifMatch);
        return WriteAsync(entity);
    }

    public override Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        Match(partitionKey, rowKey, ifMatch);
        _rows.Remove((partitionKey, rowKey));
        return Task.FromResult(Substitute.For<Response>());
    }

    private void Match(string partitionKey, string rowKey, ETag ifMatch)
    {
        if (!_rows.TryGetValue((partitionKey, rowKey), out var row)) throw new RequestFailedException(404, "ResourceNotFound");
        if (row.ETag != ifMatch) throw new RequestFailedException(412, "UpdateConditionNotSatisfied");
    }

    private Task<Response> WriteAsync(ITableEntity entity)
    {
        var row = new TableEntity((TableEntity)entity) { ETag = new ETag((++_version).ToString(CultureInfo.InvariantCulture)) };
        _rows[(row.PartitionKey, row.RowKey)] = row;
        return Task.FromResult(Substitute.For<Response>());
    }
}
