using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Storage;

public sealed class StorageSetupTests
{
    [Fact]
    public async Task Every_table_queue_and_container_is_made_by_several_hosts_at_once_and_nothing_else()
    {
        await using var azurite = await TestStorage.StartAsync();
        var place = azurite.Place.ConnectionString;
        var (tables, queues, blobs) = (new TableServiceClient(place), new QueueServiceClient(place), new BlobServiceClient(place));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => new StorageSetup(tables, queues, blobs).RunAsync(CancellationToken.None)));

        Assert.Equal(TableNames.All.Order(), tables.Query().Select(table => table.Name).Order());
        Assert.Equal(
            [
                "check-health", "check-health-poison", "check-signatures", "check-signatures-poison", "count-messages", "count-messages-poison", "deliver-inbound",
                "deliver-inbound-poison", "erase-data", "erase-data-poison", "gohighlevel-events",
                "gohighlevel-events-poison", "hear-consent", "hear-consent-poison", "reconcile-twilio", "reconcile-twilio-poison", "reconcile-whatsapp", "reconcile-whatsapp-poison", "replay-letters", "replay-letters-poison", "report-status", "report-status-poison",
                "retag-contacts", "retag-contacts-poison", "send-outbound", "send-outbound-poison", "settle-outbox", "settle-outbox-poison", "tell-alerts", "tell-alerts-poison", "tell-consent",
                "tell-consent-poison", "watch-whatsapp", "watch-whatsapp-poison",
            ],
            queues.GetQueues().Select(queue => queue.Name).Order());
        Assert.Equal(ContainerNames.All.Order(), blobs.GetBlobContainers().Select(container => container.Name).Order());
    }
}
