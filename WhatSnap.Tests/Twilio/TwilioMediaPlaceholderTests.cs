using System.Net;
using System.Text.RegularExpressions;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed partial class TwilioMediaPlaceholderTests
{
    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 1, 2, 3];

    [Theory]
    [InlineData("Look", "Look\n")]
    [InlineData("", "")]
    public async Task A_picture_that_can_not_be_had_becomes_a_line_with_our_address_and_the_text_stays(string text, string before)
    {
        await using var line = await TwilioLine.StartAsync();
        line.Twilio.World.Faults = new TwilioFaults { MissingMedia = true };

        await line.TextAsync(text, new TwilioMediaContent("image/jpeg", Picture));
        await line.DeliverAsync();

        var message = Assert.Single(line.Product.CrmMessages);
        Assert.Empty(message.Attachments);
        Assert.StartsWith(before + "[An attachment (image/jpeg) could not be loaded.", message.Body, StringComparison.Ordinal);
        Assert.Matches(OurAddress(), message.Body);
    }

    [Fact]
    public async Task The_address_in_that_line_tries_again_and_then_serves_what_it_fetched_for_good()
    {
        await using var line = await TwilioLine.StartAsync();
        line.Twilio.World.Faults = new TwilioFaults { MissingMedia = true };
        await line.TextAsync("Look", new TwilioMediaContent("image/jpeg", Picture));
        await line.DeliverAsync();
        var path = OurAddress().Match(line.Product.CrmMessages[0].Body).Groups["path"].Value;

        using var early = await GetAsync(line, path);
        line.Twilio.World.Faults = new TwilioFaults();
        using var fetched = await GetAsync(line, path);
        line.Twilio.World.Faults = new TwilioFaults { MissingMedia = true };
        using var kept = await GetAsync(line, path);

        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.Equal("application/problem+json", early.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Picture, await fetched.Content.ReadAsByteArrayAsync());
        Assert.Equal(Picture, await kept.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_signed_text_with_a_forged_media_address_keeps_its_text_and_names_no_foreign_address()
    {
        await using var line = await TwilioLine.StartAsync();
        var post = new TwilioPost(line.Product)
        {
            SignedUrl = new Uri(line.Door.Address, $"hooks/twilio/sms/{line.Product.HookKey}").ToString(),
        };
        post.With("NumMedia", "1").With("MediaUrl0", "https://evil.example/x").With("MediaContentType0", "image/jpeg");

        (await line.Door.PostAsync(post)).EnsureSuccessStatusCode();
        await line.DeliverAsync();

        var message = Assert.Single(line.Product.CrmMessages);
        Assert.StartsWith(TwilioPost.Text, message.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", message.Body, StringComparison.Ordinal);
        Assert.Empty(message.Attachments);
    }

    private static Task<HttpResponseMessage> GetAsync(TwilioLine line, string path) =>
        line.WhileClockRunsAsync(line.Door.Http.GetAsync(new Uri(path, UriKind.Relative)));

    [GeneratedRegex(@"https://hooks\.example\.com(?<path>/media/[0-9a-f]{32})")]
    private static partial Regex OurAddress();
}
