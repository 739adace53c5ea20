using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Storage;

public sealed class OversizedBodiesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly string Long = string.Concat(Enumerable.Range(0, 4_000).Select(index => $"{index:D9} "));

    [Fact]
    public async Task A_text_of_40_000_characters_goes_through_a_blob_and_arrives_whole()
    {
        await using var product = await TestProduct.StartAsync();

        await product.AcceptAsync(TestProduct.Customer(1), Long);
        var waiting = await BlobsAsync(product);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(40_000, Long.Length);
        Assert.Equal(Long, Assert.Single(product.CrmMessages).Body);
        Assert.Equal(1, waiting);
        Assert.Equal(0, await BlobsAsync(product));
    }

    [Theory]
    [InlineData("é")]
    [InlineData("👍")]
    [InlineData("\"")]
    public async Task A_text_that_grows_when_it_is_written_down_arrives_whole(string letter)
    {
        await using var product = await TestProduct.StartAsync();
        var text = string.Concat(Enumerable.Repeat(letter, 6_000));

        await product.AcceptAsync(TestProduct.Customer(1), text);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(text, Assert.Single(product.CrmMessages).Body);
    }

    [Fact]
    public async Task A_short_text_needs_no_blob()
    {
        await using var product = await TestProduct.StartAsync();

        await product.AcceptAsync(TestProduct.Customer(1), "Short");

        Assert.Equal(0, await BlobsAsync(product));
    }

    [Fact]
    public async Task A_duplicate_leaves_no_blob_behind()
    {
        await using var product = await TestProduct.StartAsync();
        var sid = TestProduct.NewSid();

        await product.AcceptAsync(TestProduct.Customer(1), Long, sid);
        await product.AcceptAsync(TestProduct.Customer(1), Long, sid);

        Assert.Equal(1, await BlobsAsync(product));
    }

    [Fact]
    public async Task A_long_dead_letter_is_replayed_whole_and_leaves_no_blob_behind()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [Long] };
        await product.AcceptAsync(TestProduct.Customer(1), Long);
        await product.Queue.RunAllAsync(Hour);
        var letter = Assert.Single(await product.DeadLettersAsync());

        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [] };
        await product.Get<DeadLetters>().ReplayAsync(letter, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Long, letter.Message.Text);
        Assert.Equal(Long, Assert.Single(product.CrmMessages).Body);
        Assert.Equal(0, await BlobsAsync(product));
    }

    [Fact]
    public async Task A_long_text_with_a_file_arrives_whole_too()
    {
        await using var product = await TestProduct.StartAsync();
        var message = product.Message(TestProduct.Customer(1), Long) with
        {
            Media = [new InboundMedia("https://elsewhere.example/x", "image/jpeg")],
        };

        await product.Get<AcceptInbound>().RunAsync(message, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        Assert.StartsWith(Long + "\n[An attachment", Assert.Single(product.CrmMessages).Body, StringComparison.Ordinal);
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task Bodies_that_no_row_refers_to_are_deleted_after_a_day_and_others_stay()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [Long] };
        await product.AcceptAsync(TestProduct.Customer(1), Long);
        await product.Queue.RunAllAsync(Hour);
        await product.AcceptAsync(TestProduct.Customer(2), Long);
        await product.AcceptAsync(TestProduct.Customer(3), Long);
        await product.Get<MergeLanes>().RunAsync(
            product.LocationId, product.Message(TestProduct.Customer(3), "").SenderIdentity,
            LaneId.New(product.LocationId), null, CancellationToken.None);
        var message = product.Message(TestProduct.Customer(4), Long);
        var orphan = AcceptRow.NewRow(message.Marker, message.ToJson(), product.Time.GetUtcNow(), message.OccurredAt);
        await product.Get<OversizedBodies>().PutAsync(LaneId.New(product.LocationId), orphan, CancellationToken.None);

        product.Time.SetUtcNow(TimeProvider.System.GetUtcNow().AddMinutes(1));
        var early = await product.Get<PurgeBodies>().RunAsync(CancellationToken.None);
        product.Time.Advance(PurgeBodies.LeftAlone);
        var deleted = await product.Get<PurgeBodies>().RunAsync(CancellationToken.None);

        // A dead letter, a row that waits, and one that waits in another lane keep theirs.
        Assert.Equal((0, 1), (early, deleted));
        Assert.Equal(3, await BlobsAsync(product));
    }

    private static async Task<int> BlobsAsync(TestProduct product)
    {
        var container = product.Get<BlobServiceClient>().GetBlobContainerClient(ContainerNames.Bodies);
        var count = 0;
        await foreach (var _ in container.GetBlobsAsync(new GetBlobsOptions { Prefix = product.LocationId })) count++;
        return count;
    }
}
