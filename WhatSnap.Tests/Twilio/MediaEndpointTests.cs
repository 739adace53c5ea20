using System.Net;
using Azure.Storage.Blobs;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class MediaEndpointTests
{
    private static readonly MediaFile Page = new("attachment.html", "text/html", "<script>alert(1)</script>"u8.ToArray());

    [Fact]
    public async Task A_file_is_served_as_a_download_that_no_browser_runs_or_guesses_about()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var path = await AddAsync(product);

        using var answer = await door.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Page.Bytes, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("sandbox", policy.Split(';'));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ffffffffffffffffffffffffffffffff")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("ffffffffffffffffffffffffffffffff%0A")]
    [InlineData("short")]
    public async Task A_key_that_nobody_has_or_could_have_is_answered_404(string key)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.Http.GetAsync(new Uri($"media/{key}", UriKind.Relative));

        await AssertGoneAsync(answer);
    }

    [Fact]
    public async Task A_file_is_served_for_a_year_and_no_longer()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var path = await AddAsync(product);

        product.Time.Advance(TimeSpan.FromDays(365));
        using var onTheLastDay = await door.Http.GetAsync(path);
        product.Time.Advance(TimeSpan.FromSeconds(1));
        using var expired = await door.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, onTheLastDay.StatusCode);
        await AssertGoneAsync(expired);
    }

    [Fact]
    public async Task An_address_that_was_taken_back_serves_nothing_and_its_file_is_deleted()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var path = await AddAsync(product);
        var key = path.ToString()["media/".Length..];

        await product.Get<MediaStore>().RevokeAsync(key, CancellationToken.None);

        using var answer = await door.Http.GetAsync(path);
        await AssertGoneAsync(answer);
        var files = product.Get<BlobServiceClient>().GetBlobContainerClient(ContainerNames.Media);
        Assert.False(await files.GetBlobClient($"{product.LocationId}/{key}").ExistsAsync());
    }

    [Fact]
    public async Task Two_items_of_one_message_have_addresses_that_do_not_tell_of_each_other()
    {
        await using var product = await TestProduct.StartAsync();

        var first = await AddAsync(product);
        var second = await AddAsync(product);

        Assert.NotEqual(first, second);
        Assert.Matches("^media/[0-9a-f]{32}$", first.ToString());
    }

    private static async Task<Uri> AddAsync(TestProduct product)
    {
        var message = product.Message(TestProduct.Customer(1), "Look");
        var address = await product.Get<MediaStore>().AddAsync(
            message, "contact1", new InboundMedia("https://api.twilio.com/x", Page.ContentType), Page, CancellationToken.None);
        return new Uri(new Uri(address).AbsolutePath[1..], UriKind.Relative);
    }

    private static async Task AssertGoneAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("no attachment", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
