using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace WhatSnap.Core.Storage;

/// <summary>Makes every table, queue and container that is missing; safe to run by several hosts at once.</summary>
public sealed class StorageSetup(TableServiceClient tables, QueueServiceClient queues, BlobServiceClient blobs)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var queueNames = QueueNames.Consumed
            .Concat(QueueNames.Consumed.Where(name => !name.EndsWith(QueueNames.PoisonSuffix, StringComparison.Ordinal))
                .Select(name => name + QueueNames.PoisonSuffix))
            .Distinct();
        await Task.WhenAll(
        [
            .. TableNames.All.Select(name => tables.CreateTableIfNotExistsAsync(name, cancellationToken)),
            .. queueNames.Select(name => queues.GetQueueClient(name)
                .CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
            .. ContainerNames.All.Select(name => blobs.GetBlobContainerClient(name)
                .CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
        ]);
    }
}
