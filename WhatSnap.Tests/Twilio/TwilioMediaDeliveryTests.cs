using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed partial class TwilioMediaDeliveryTests
{
    private const string Upload = "POST /conversations/messages/upload";
    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 1, 2, 3];

    [Fact]
    public async Task A_picture_arrives_with_its_text_as_an_attachment_in_GoHighLevel()
    {
        await using var line = await TwilioLine.StartAsync();

        var result = await line.TextAsync("Look", new TwilioMediaContent("image/jpeg", Picture));
        await line.DeliverAsync();

        Assert.Null(result.Error);
        var message = Assert.Single(line.Product.CrmMessages);
        Assert.Equal("Look", message.Body);
        var address = new Uri(Assert.Single(message.Attachments));
        Assert.Equal(line.Product.Crm.Address.Authority, address.Authority);
        Assert.Equal(Picture, await line.Door.Http.GetByteArrayAsync(address));
    }

    [Fact]
    public async Task A_picture_that_appears_late_arrives_all_the_same()
    {
        await using var line = await TwilioLine.StartAsync();
        line.Twilio.World.Faults = new TwilioFaults { MediaNotFoundFirst = 2 };

        await line.TextAsync("", new TwilioMediaContent("image/jpeg", Picture));
        await line.DeliverAsync();

        var message = Assert.Single(line.Product.CrmMessages);
        Assert.Equal("", message.Body);
        Assert.Single(message.Attachments);
    }

    [Theory]
    [InlineData("audio/ogg", 10)]
    [InlineData("image/webp", 10)]
    [InlineData("text/html", 10)]
    [InlineData("image/jpeg", 5 * 1024 * 1024 + 1)]
    public async Task What_GoHighLevel_does_not_take_is_attached_with_our_own_address(string contentType, int length)
    {
        await using var line = await TwilioLine.StartAsync();

        await line.TextAsync("Listen", new TwilioMediaContent(contentType, new byte[length]));
        await line.DeliverAsync();

        var message = Assert.Single(line.Product.CrmMessages);
        Assert.Equal("Listen", message.Body);
        var address = OurAddress().Match(Assert.Single(message.Attachments));
        using var served = await GetAsync(line, address.Groups["path"].Value);
        Assert.Equal(length, (await served.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(contentType, served.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, line.Product.Crm.World.Calls[Upload]);
    }

    [Theory]
    [InlineData("image/jpeg", "jpg")]
    [InlineData("image/png", "png")]
    [InlineData("image/gif", "gif")]
    [InlineData("image/heic", "heic")]
    [InlineData("image/svg+xml", "svg")]
    [InlineData("video/mp4", "mp4")]
    [InlineData("video/mpeg", "mpeg")]
    [InlineData("video/3gpp", "3gp")]
    [InlineData("audio/mpeg", "mp3")]
    [InlineData("audio/wav", "wav")]
    [InlineData("audio/aac", "aac")]
    [InlineData("audio/mp4", "m4a")]
    [InlineData("audio/amr", "amr")]
    [InlineData("application/pdf", "pdf")]
    [InlineData("application/zip", "zip")]
    [InlineData("text/plain", "txt")]
    [InlineData("text/csv", "csv")]
    [InlineData("text/vcard", "vcf")]
    [InlineData("text/x-vcard", "vcf")]
    [InlineData("text/calendar", "ics")]
    public async Task What_GoHighLevel_takes_is_uploaded_under_a_name_that_it_takes(string contentType, string ending)
    {
        await using var line = await TwilioLine.StartAsync();

        await line.TextAsync("", new TwilioMediaContent(contentType, Picture));
        await line.DeliverAsync();

        var address = Assert.Single(Assert.Single(line.Product.CrmMessages).Attachments);
        Assert.StartsWith(line.Product.Crm.Address.ToString(), address, StringComparison.Ordinal);
        Assert.EndsWith($"/attachment.{ending}", address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.UnsupportedMediaType)]
    [InlineData(HttpStatusCode.Created)]
    public async Task What_GoHighLevel_refuses_or_answers_with_nothing_is_attached_with_our_own_address(HttpStatusCode status)
    {
        await using var line = await TwilioLine.StartAsync(services => services
            .AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(() => new Uploads(status)));

        await line.TextAsync("Look", new TwilioMediaContent("image/jpeg", Picture));
        await line.DeliverAsync();

        Assert.Matches(OurAddress(), Assert.Single(Assert.Single(line.Product.CrmMessages).Attachments));
    }

    [Fact]
    public async Task Several_files_are_attached_in_their_order_and_uploaded_once_however_often_the_message_is_tried()
    {
        await using var line = await TwilioLine.StartAsync();
        line.Product.Crm.World.Faults = line.Product.Crm.World.Faults with { RefuseMessageTexts = ["Look"] };

        await line.TextAsync(
            "Look", new TwilioMediaContent("image/jpeg", Picture), new TwilioMediaContent("audio/ogg", Picture),
            new TwilioMediaContent("image/png", Picture));
        await line.DeliverAsync();
        line.Product.Crm.World.Faults = line.Product.Crm.World.Faults with { RefuseMessageTexts = [] };

        Assert.Single(await line.Product.DeadLettersAsync());
        Assert.Equal(3, line.Product.Crm.World.Calls["POST /conversations/messages/inbound"]);
        Assert.Equal(2, line.Product.Crm.World.Calls[Upload]);
    }

    private static Task<HttpResponseMessage> GetAsync(TwilioLine line, string path) =>
        line.WhileClockRunsAsync(line.Door.Http.GetAsync(new Uri(path, UriKind.Relative)));

    [GeneratedRegex(@"https://hooks\.example\.com(?<path>/media/[0-9a-f]{32})")]
    private static partial Regex OurAddress();

    /// <summary>Answers every upload with a status and nothing else.</summary>
    private sealed class Uploads(HttpStatusCode status) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath.EndsWith("/upload", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage(status))
                : base.SendAsync(request, cancellationToken);
    }
}
