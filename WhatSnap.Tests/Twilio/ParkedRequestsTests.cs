using System.Net;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class ParkedRequestsTests
{
    /// <summary>What a string in a table row may have (64 KiB of UTF-16).</summary>
    private const int LargestString = 32 * 1024;

    private static readonly string Signature = Convert.ToBase64String(new byte[20]);

    [Fact]
    public async Task A_parked_request_is_sealed_and_opens_as_it_came()
    {
        await using var product = await TestProduct.StartAsync();
        var parked = product.Get<ParkedRequests>();
        var body = "Body=Hello&From=%2B15005551001"u8.ToArray();

        var isParked = await parked.ParkAsync(product.HookKey, body, Signature, CancellationToken.None);

        Assert.True(isParked);
        var request = Assert.Single(await parked.ListAsync(product.HookKey, CancellationToken.None));
        Assert.Equal(body, request.Body);
        Assert.Equal(Signature, request.Signature);
        var row = Assert.Single(await RowsAsync(product));
        Assert.DoesNotContain(row, field => $"{field.Value}".Contains("Hello", StringComparison.Ordinal));
        Assert.DoesNotContain(row, field => $"{field.Value}".Contains(Convert.ToBase64String(body), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parked_request_can_not_be_moved_to_another_key()
    {
        await using var product = await TestProduct.StartAsync();
        await using var other = await TestProduct.StartAsync();
        await product.Get<ParkedRequests>().ParkAsync(product.HookKey, [1], Signature, CancellationToken.None);
        var row = Assert.Single(await RowsAsync(product));

        var table = product.Get<TableServiceClient>().GetTableClient(TableNames.Parked);
        await table.AddEntityAsync(new TableEntity(other.HookKey, row.RowKey) { ["Request"] = row["Request"] });

        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(
            () => product.Get<ParkedRequests>().ListAsync(other.HookKey, CancellationToken.None));
    }

    [Fact]
    public async Task A_key_parks_a_hundred_requests_at_most_and_leaves_other_keys_their_own()
    {
        await using var product = await TestProduct.StartAsync();
        await using var other = await TestProduct.StartAsync();
        var parked = product.Get<ParkedRequests>();

        for (var request = 0; request < 100; request++)
        {
            Assert.True(await parked.ParkAsync(product.HookKey, [1], Signature, CancellationToken.None));
        }

        Assert.False(await parked.ParkAsync(product.HookKey, [1], Signature, CancellationToken.None));
        Assert.Equal(100, await StoredRows.ParkedAsync(product));
        Assert.True(await parked.ParkAsync(other.HookKey, [1], Signature, CancellationToken.None));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(20)]
    [InlineData(63)]
    public async Task A_forged_request_of_any_size_is_refused_403_and_what_is_parked_fits_into_a_row(int kilobytes)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product) { Token = "forged" };
        post.With("Body", "");
        post.With("Body", new string('a', kilobytes * 1024 - post.FormBody().Length));

        using var answer = await door.PostAsync(post);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var rows = await RowsAsync(product);
        Assert.Equal(kilobytes <= 17 ? 1 : 0, rows.Count);
        Assert.All(rows, row => Assert.InRange(row.GetString("Request").Length, 1, LargestString));
    }

    [Fact]
    public async Task Parked_requests_are_forgotten_after_a_day()
    {
        // The purge looks at all there is, so it gets a storage of its own.
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        await product.Get<ParkedRequests>().ParkAsync(product.HookKey, [1], Signature, CancellationToken.None);
        var purge = product.Get<PurgeExpired>();

        product.Time.Advance(TimeSpan.FromHours(24));
        await purge.RunAsync(CancellationToken.None);
        var afterADay = await StoredRows.ParkedAsync(product);
        product.Time.Advance(TimeSpan.FromSeconds(1));
        await purge.RunAsync(CancellationToken.None);

        Assert.Equal(1, afterADay);
        Assert.Equal(0, await StoredRows.ParkedAsync(product));
    }

    private static async Task<List<TableEntity>> RowsAsync(TestProduct product)
    {
        var rows = new List<TableEntity>();
        var table = product.Get<TableServiceClient>().GetTableClient(TableNames.Parked);
        await foreach (var row in table.QueryAsync<TableEntity>(row => row.PartitionKey == product.HookKey)) rows.Add(row);
        return rows;
    }
}
