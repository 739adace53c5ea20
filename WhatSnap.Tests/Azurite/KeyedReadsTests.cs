using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Azurite;

/// <summary>The local Azurite finds rows and messages by their keys' indexes, and finds just those that it would find without.</summary>
public sealed class KeyedReadsTests
{
    private static readonly string[] Partitions = ["a", "a~b", "a'b", "b", "b or c"];

    [Fact]
    public async Task Rows_are_found_by_their_keys_whichever_of_the_two_is_rarer()
    {
        var table = await FilledAsync();

        foreach (var partition in Partitions)
        {
            Assert.Equal($"{partition}/one", (await table.GetEntityAsync<TableEntity>(partition, "one")).Value.GetString("Text"));
            Assert.False((await table.GetEntityIfExistsAsync<TableEntity>(partition, "three")).HasValue);
        }

        await table.DeleteEntityAsync("a", "one", ETag.All);
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("a", "one")).HasValue);
        await table.UpsertEntityAsync(new TableEntity("b", "one") { ["Text"] = "new" });
        Assert.Equal("new", (await table.GetEntityAsync<TableEntity>("b", "one")).Value.GetString("Text"));
        Assert.Equal(409, (await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("b", "one")))).Status);
    }

    [Fact]
    public async Task A_query_of_one_partition_sees_no_other_and_one_of_several_sees_all_of_them()
    {
        var table = await FilledAsync();

        foreach (var partition in Partitions)
        {
            Assert.Equal(
                [$"{partition}/one", $"{partition}/two"], await TextsAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {"o"}")));
        }

        Assert.Equal(
            ["a/one", "a~b/one", "b/one"],
            await TextsAsync(table, "(PartitionKey eq 'a' or PartitionKey eq 'b' or PartitionKey eq 'a~b') and RowKey eq 'one'"));
        Assert.Equal(["a/two", "b/two"], await TextsAsync(table, "PartitionKey eq 'a' and RowKey eq 'two' or PartitionKey eq 'b' and RowKey eq 'two'"));
        Assert.Equal(Partitions.Length * 2, (await TextsAsync(table, "RowKey ge ''")).Count);
    }

    [Fact]
    public async Task Pages_of_one_partition_lead_through_all_of_it_once()
    {
        var table = await FilledAsync();
        for (var number = 0; number < 30; number++) await table.AddEntityAsync(new TableEntity("long", $"{number:D3}") { ["Text"] = $"{number:D3}" });

        var read = await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {"long"}"), 7).Select(row => row.RowKey).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 30).Select(number => $"{number:D3}"), read);
    }

    [Fact]
    public async Task A_message_is_found_in_its_own_queue_and_ends_at_its_time()
    {
        var (first, second) = (await NewQueueAsync(), await NewQueueAsync());
        var one = (await first.SendMessageAsync("one")).Value;
        await second.SendMessageAsync("two");
        await first.SendMessageAsync("brief", timeToLive: TimeSpan.FromSeconds(1));
        await second.SendMessageAsync("hidden", visibilityTimeout: TimeSpan.FromHours(1));

        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => second.DeleteMessageAsync(one.MessageId, one.PopReceipt))).Status);
        Assert.Equal(400, (await Assert.ThrowsAsync<RequestFailedException>(() => first.DeleteMessageAsync(one.MessageId, "other"))).Status);
        await Eventually.BecomesAsync(async () => (await first.PeekMessagesAsync(32)).Value.Length == 1);
        Assert.Equal("one", Assert.Single((await first.ReceiveMessagesAsync(32)).Value).Body.ToString());
        Assert.Equal("two", Assert.Single((await second.ReceiveMessagesAsync(32)).Value).Body.ToString());
        Assert.Empty((await first.ReceiveMessagesAsync(32)).Value);
    }

    private static async Task<QueueClient> NewQueueAsync()
    {
        var queue = new QueueClient(await TestStorage.ConnectionStringAsync(), $"q{Guid.NewGuid():N}");
        await queue.CreateAsync();
        return queue;
    }

    private static async Task<List<string>> TextsAsync(TableClient table, string filter) =>
        await table.QueryAsync<TableEntity>(filter).Select(row => row.GetString("Text")).ToListAsync();

    private static async Task<TableClient> FilledAsync()
    {
        var table = new TableClient(await TestStorage.ConnectionStringAsync(), $"keyed{Guid.NewGuid():N}");
        await table.CreateAsync();
        foreach (var partition in Partitions)
        {
            foreach (var row in new[] { "one", "two" }) await table.AddEntityAsync(new TableEntity(partition, row) { ["Text"] = $"{partition}/{row}" });
        }

        return table;
    }
}
