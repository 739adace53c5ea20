using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>Files that devices bring, and files that they send.</summary>
public sealed class UploadTests
{
    private static readonly byte[] Picture = [0xff, 0xd8, 0xff, 0xe0, .. Enumerable.Range(0, 5_000).Select(at => (byte)at)];

    [Fact]
    public async Task A_picture_stands_with_its_message_in_GoHighLevel()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var put = await stage.Phone.PutAsync(Picture);
        var results = await stage.TellAsync(stage.Item("\ufffcLook", change: item => item["attachments"] = Files(Picture)));
        await stage.RunAsync();

        var message = Assert.Single(stage.Crm);
        Assert.Equal((HttpStatusCode.NoContent, "stored"), (put, Assert.Single(results)));
        Assert.Equal("Look", message.Body);
        Assert.EndsWith(".jpg", Assert.Single(message.Attachments), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_whose_file_is_not_here_waits_on_the_device()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var item = stage.Item("Look", change: item => item["attachments"] = Files(Picture));

        var before = (await stage.TellAsync(item), await stage.Phone.LookAsync(PairedPhone.HashOf(Picture)));
        await stage.Phone.PutAsync(Picture);
        var after = (await stage.TellAsync(item), await stage.Phone.LookAsync(PairedPhone.HashOf(Picture)));

        Assert.Equal(("attachment_missing", HttpStatusCode.NotFound), (Assert.Single(before.Item1), before.Item2));
        Assert.Equal(("stored", HttpStatusCode.NoContent), (Assert.Single(after.Item1), after.Item2));
    }

    [Fact]
    public async Task Bytes_with_another_hash_are_not_kept_and_spoil_nothing_that_is()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var hash = PairedPhone.HashOf(Picture);

        Assert.Equal(HttpStatusCode.Conflict, await stage.Phone.PutAsync([1, 2, 3], hash));
        Assert.Equal(HttpStatusCode.NotFound, await stage.Phone.LookAsync(hash));
        Assert.Equal(HttpStatusCode.NoContent, await stage.Phone.PutAsync(Picture));
        Assert.Equal(HttpStatusCode.Conflict, await stage.Phone.PutAsync([1, 2, 3], hash));

        var kept = await stage.Product.Get<Uploads>().ReadAsync(stage.Product.LocationId, new InboundMedia("device:" + hash, "image/jpeg"), CancellationToken.None);
        Assert.Equal(Picture, kept!.Bytes);
        Assert.Equal(HttpStatusCode.BadRequest, await stage.Phone.PutAsync(Picture, "no-hash"));
    }

    [Fact]
    public async Task A_file_of_more_than_25_MB_is_refused_and_one_of_several_blocks_is_kept_whole()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var most = new byte[Uploads.Largest];
        Random.Shared.NextBytes(most);

        Assert.Equal(HttpStatusCode.NoContent, await stage.Phone.PutAsync(most));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await stage.Phone.PutAsync([.. most, 1]));

        var hash = PairedPhone.HashOf(most);
        using var longer = new MemoryStream([.. most, 1]);
        Assert.Equal(UploadOutcome.TooLarge, await stage.Product.Get<Uploads>().PutAsync(stage.Product.LocationId, hash, longer, CancellationToken.None));
        var kept = await stage.Product.Get<Uploads>().ReadAsync(stage.Product.LocationId, new InboundMedia("device:" + hash, ""), CancellationToken.None);
        Assert.True(most.AsSpan().SequenceEqual(kept!.Bytes));
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script>", "application/octet-stream")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream")]
    [InlineData("%PDF-1.7", "application/pdf")]
    [InlineData("GIF89a", "image/gif")]
    [InlineData("....ftypheic", "image/heic")]
    [InlineData("....ftypisom", "video/mp4")]
    [InlineData("RIFF....WEBP", "image/webp")]
    [InlineData("RIFF", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    public void What_a_file_is_its_bytes_say(string start, string type) => Assert.Equal(type, FileKinds.Of(Encoding.Latin1.GetBytes(start)));

    [Fact]
    public async Task A_file_that_no_message_names_goes_after_a_day_and_one_that_a_message_names_after_a_month()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await DeviceMessagesStage.StartAsync();
        byte[] other = [.. Picture, 1];
        await stage.Phone.PutAsync(Picture);
        await stage.Phone.PutAsync(other);
        await stage.TellAsync(stage.Item("Look", change: item => item["attachments"] = Files(other)));

        async Task<(HttpStatusCode, HttpStatusCode)> AfterAsync(int days)
        {
            stage.Product.Time.Advance(TimeSpan.FromDays(days));
            await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
            return (await stage.Phone.LookAsync(PairedPhone.HashOf(Picture)), await stage.Phone.LookAsync(PairedPhone.HashOf(other)));
        }

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NoContent), await AfterAsync(3));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), await AfterAsync(30));
    }

    [Fact]
    public void An_address_of_a_file_names_it_for_an_hour_and_no_changed_one_names_any()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
        var links = new FileLinks(
            Options.Create(new SecretsOptions { Keys = [TestProduct.Key] }),
            Options.Create(new PublicAddressOptions { PublicBaseUrl = new Uri("https://hooks.example.com") }), time);
        var file = new SentFile(new AccountKey("loc1", "acc1"), new string('a', 32), 3);
        var address = links.AddressOf(file);
        var link = address[(address.LastIndexOf('/') + 1)..];

        Assert.StartsWith("https://hooks.example.com/device/v1/files/", address, StringComparison.Ordinal);
        Assert.Equal(file, links.Read(link));
        for (var at = 0; at < link.Length; at++)
        {
            var changed = link[..at] + (link[at] == 'A' ? 'B' : 'A') + link[(at + 1)..];
            Assert.Null(links.Read(changed));
        }

        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(links.Read(link));
    }

    [Fact]
    public async Task A_file_that_is_sent_comes_by_its_signed_address_as_long_as_its_item_waits()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await using var files = await FileServer.StartAsync(Picture);
        await stage.WriteAsync(stage.Contact(), "Look", files.Address + "offer.jpg");
        var item = Assert.Single(await stage.Phone.FetchAsync());
        var address = new Uri($"{item["attachments"]![0]!["url"]}");

        using var answer = await stage.Stage.Door.Http.GetAsync(address);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        await stage.Phone.ClaimAsync(item);
        await stage.Phone.ReportAsync(item, "sent");
        using var afterwards = await stage.Stage.Door.Http.GetAsync(address);

        Assert.Equal(("offer.jpg", "image/jpeg"), ($"{item["attachments"]![0]!["name"]}", $"{item["attachments"]![0]!["type"]}"));
        Assert.Equal(Picture, bytes);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(HttpStatusCode.NotFound, afterwards.StatusCode);
    }

    private static JsonArray Files(byte[] file) =>
        [new JsonObject { ["sha256"] = PairedPhone.HashOf(file), ["type"] = "image/jpeg", ["name"] = "IMG_1.jpeg", ["size"] = file.Length }];
}
