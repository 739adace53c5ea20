using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace WhatSnap.Tests.Fixture;

/// <summary>All that a storage account holds, for tests that look for what must not be there.</summary>
internal static class StorageDump
{
    /// <summary>Every row, queue message and blob there is, as text.</summary>
    public static async Task<string> ReadAsync(string connection)
    {
        var all = new StringBuilder();
        var tables = new TableServiceClient(connection);
        await foreach (var table in tables.QueryAsync())
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                all.AppendLine(string.Join('|', row.Select(cell => $"{cell.Key}={cell.Value}")));
            }
        }

        var queues = new QueueServiceClient(connection);
        await foreach (var queue in queues.GetQueuesAsync())
        {
            foreach (var message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value) all.AppendLine(message.Body.ToString());
        }

        var blobs = new BlobServiceClient(connection);
        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
            {
                all.AppendLine((await blobs.GetBlobContainerClient(container.Name).GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString());
            }
        }

        return all.ToString();
    }
}
