using Azure.Data.Tables;
using Azure.Storage.Blobs;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Poison, merged senders, dates and forgetting.</summary>
public sealed class LaneLifeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Dictionary<string, Func<string, Task>> NoRows = [];

    [Fact]
    public async Task Work_that_failed_five_times_comes_back_from_the_poison_queue_and_is_done()
    {
        await using var product = await TestProduct.StartAsync();
        var deliver = product.Queue.Consumers[QueueNames.DeliverInbound];
        var failures = 0;
        product.Queue.Consumers[QueueNames.DeliverInbound] = (body, token) =>
            failures++ < 12 ? throw new InvalidOperationException("storage is down") : deliver(body, token);
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");

        var took = await product.Queue.RunAllAsync(Hour);

        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
        Assert.InRange(took, TimeSpan.FromMinutes(1), Hour);
    }

    [Fact]
    public async Task A_message_seen_under_another_identity_of_its_sender_is_a_duplicate_after_the_merge()
    {
        await using var product = await TestProduct.StartAsync();
        var sid = TestProduct.NewSid();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello", sid);
        await product.Queue.RunAllAsync(Hour);
        var into = (await product.LaneAsync(TestProduct.Customer(2))).Lane;

        var merged = await product.Get<MergeLanes>().RunAsync(
            product.LocationId, product.Message(TestProduct.Customer(1), "").SenderIdentity, into, null, CancellationToken.None);
        await product.AcceptAsync(TestProduct.Customer(2), "Hello", sid);
        await product.AcceptAsync(TestProduct.Customer(1), "Hello", sid);
        await product.Queue.RunAllAsync(Hour);

        Assert.True(merged);
        Assert.Single(product.CrmMessages);
        Assert.Equal(into, (await product.LaneAsync(TestProduct.Customer(1))).Lane);
    }

    [Fact]
    public async Task What_waits_in_a_merged_lane_arrives_through_the_other_one_even_from_a_host_that_has_not_heard()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "waiting");
        await using var other = await product.RestartAsync();
        await other.LaneAsync(TestProduct.Customer(1));
        var into = (await product.LaneAsync(TestProduct.Customer(2))).Lane;

        await product.Get<MergeLanes>().RunAsync(
            product.LocationId, product.Message(TestProduct.Customer(1), "").SenderIdentity, into, null, CancellationToken.None);
        await other.AcceptAsync(TestProduct.Customer(1), "late");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["waiting", "late"], product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task Media_are_deleted_when_their_day_has_come()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        var source = new InboundMedia("https://api.twilio.com/x", "image/png");
        var address = await product.Get<MediaStore>().AddAsync(
            product.Message(TestProduct.Customer(1), ""), "contact1", source, new MediaFile("a.png", "image/png", [1, 2, 3]), CancellationToken.None);
        var blobs = product.Get<BlobServiceClient>().GetBlobContainerClient(ContainerNames.Media);

        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        var before = blobs.GetBlobs().Count();
        product.Time.Advance(MediaStore.KeptFor);
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.Equal((1, 0), (before, blobs.GetBlobs().Count()));
        Assert.Null(await product.Get<MediaStore>().FindAsync(address[^32..], CancellationToken.None));
    }

    [Fact]
    public async Task A_replayed_message_is_forgotten_only_when_its_new_day_has_come()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["refused"] };
        await product.AcceptAsync(TestProduct.Customer(1), "refused");
        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(TimeSpan.FromDays(10));
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [] };
        await product.Get<DeadLetters>().ReplayAsync((await product.DeadLettersAsync())[0], CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfInbound - 10));
        var early = await product.Get<MarkerRetention>().PurgeAsync(NoRows, CancellationToken.None);
        product.Time.Advance(TimeSpan.FromDays(10));
        var purged = await product.Get<MarkerRetention>().PurgeAsync(NoRows, CancellationToken.None);

        Assert.Equal((0, 1), (early, purged));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-500, -500, 1)]
    [InlineData(-20_000, -19_900, 1)]
    [InlineData(5, 5, 5)]
    [InlineData(-600_000, 0, -600_000)]
    [InlineData(-20_000, 0, -20_000)]
    [InlineData(-500, 10_000, 1)]
    public void Each_row_has_a_date_of_its_own_and_a_late_message_keeps_its_true_one(int occurredMs, int acceptedMs, int expectedMs)
    {
        var last = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        var date = LaneLease.NextDate(last, last.AddMilliseconds(occurredMs), last.AddMilliseconds(acceptedMs));

        Assert.Equal(last.AddMilliseconds(expectedMs), date);
    }

    [Fact]
    public async Task Markers_are_forgotten_when_their_day_has_come_and_not_before()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        await product.AcceptAsync(TestProduct.Customer(1), "old");
        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfInbound - 1));
        await product.AcceptAsync(TestProduct.Customer(1), "new");
        await product.Queue.RunAllAsync(Hour);

        var early = await product.Get<MarkerRetention>().PurgeAsync(NoRows, CancellationToken.None);
        product.Time.Advance(TimeSpan.FromDays(1));
        var purged = await product.Get<MarkerRetention>().PurgeAsync(NoRows, CancellationToken.None);

        Assert.Equal((0, 1), (early, purged));
        var lane = (await product.LaneAsync(TestProduct.Customer(1))).Lane;
        var rows = product.Get<TableServiceClient>().GetTableClient(TableNames.Lanes)
            .Query<TableEntity>(row => row.PartitionKey == lane.Value).Select(row => row.RowKey).ToList();
        Assert.Equal(3, rows.Count);
        Assert.Single(rows, row => row.StartsWith(MarkerKey.Prefix, StringComparison.Ordinal));
    }
}
