using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Fixture;

/// <summary>Counts what a test product has stored, table by table.</summary>
internal static class StoredRows
{
    /// <summary>Rows of lanes and of aliases: what accepting a message writes.</summary>
    public static async Task<int> OfMessagesAsync(TestProduct product) =>
        await CountAsync(product, TableNames.Lanes, $"{product.LocationId}~")
        + await CountAsync(product, TableNames.Aliases, $"{product.LocationId}~");

    public static Task<int> ParkedAsync(TestProduct product) =>
        CountAsync(product, TableNames.Parked, product.HookKey);

    /// <summary>A refused request left nothing: no row, no queue message, nothing parked.</summary>
    public static async Task AssertNothingAsync(TestProduct product)
    {
        Assert.Equal(0, await OfMessagesAsync(product));
        Assert.Equal(0, await ParkedAsync(product));
        Assert.Equal(0, product.Queue.Count);
    }

    /// <summary>The columns of a row, without its keys.</summary>
    public static async Task<IEnumerable<string>> ColumnsAsync(TestProduct product, string table, string partition, string row)
    {
        var found = await product.Get<TableServiceClient>().GetTableClient(table).GetEntityAsync<TableEntity>(partition, row);
        return found.Value.Keys.Where(name => name is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")).Order(StringComparer.Ordinal);
    }

    public static async Task<int> CountAsync(TestProduct product, string table, string partitionPrefix)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {partitionPrefix} and PartitionKey lt {partitionPrefix + "~"}");
        var count = 0;
        await foreach (var _ in product.Get<TableServiceClient>().GetTableClient(table).QueryAsync<TableEntity>(filter)) count++;
        return count;
    }
}
