using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioSmsRefusalTests
{
    private const string Url = "https://api.twilio.com/x";

    [Theory]
    [InlineData("MessageSid", null, 400)]
    [InlineData("MessageSid", "", 400)]
    [InlineData("MessageSid", "SM0123", 400)]
    [InlineData("MessageSid", "AC0123456789abcdef0123456789abcdef", 400)]
    [InlineData("MessageSid", "SM0123456789abcdef0123456789abcdef\n", 400)]
    [InlineData("From", null, 400)]
    [InlineData("From", "", 400)]
    [InlineData("From", "+00000000000000000000000000000000000000000000000000000000000000000", 400)]
    [InlineData("Body", null, 400)]
    [InlineData("NumMedia", "-1", 400)]
    [InlineData("NumMedia", "11", 400)]
    [InlineData("NumMedia", "99999999999999999999", 400)]
    [InlineData("NumMedia", "two", 400)]
    [InlineData("NumMedia", "1.0", 400)]
    [InlineData("NumMedia", " 1", 400)]
    [InlineData("NumMedia", "1", 400)]
    [InlineData("AccountSid", null, 403)]
    [InlineData("AccountSid", "AC99999999999999999999999999999999", 403)]
    [InlineData("To", null, 403)]
    [InlineData("To", "+15005550999", 403)]
    [InlineData("To", "nobody", 403)]
    public async Task A_signed_form_with_a_wrong_field_is_refused_and_stores_nothing(string field, string? value, int status)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product).With(field, value));

        await Refusal.AssertAsync(product, answer, status);
    }

    [Fact]
    public async Task Fewer_media_addresses_than_announced_are_refused()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(
            new TwilioPost(product).With("NumMedia", "3").With("MediaUrl0", Url).With("MediaUrl2", Url));

        await Refusal.AssertAsync(product, answer, 400);
    }

    [Fact]
    public async Task More_media_than_Twilio_can_send_are_refused_though_all_their_addresses_are_there()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product).With("NumMedia", "11");
        for (var index = 0; index < 11; index++) post.With($"MediaUrl{index}", Url);

        using var answer = await door.PostAsync(post);

        await Refusal.AssertAsync(product, answer, 400);
    }
}
