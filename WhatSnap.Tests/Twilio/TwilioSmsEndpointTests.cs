using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioSmsEndpointTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_signed_text_is_answered_200_with_exactly_an_empty_TwiML_document()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/xml", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_signed_text_reaches_GoHighLevel_as_it_was_written()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        const string text = "  Zürich\r\n👍 100 % + & = \"quoted\" <b>  ";

        using var answer = await door.PostAsync(new TwilioPost(product).With("Body", text));
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(text, Assert.Single(product.CrmMessages).Body);
    }

    [Fact]
    public async Task The_same_webhook_again_is_answered_200_and_stores_nothing_more()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product);

        using var first = await door.PostAsync(post);
        using var second = await door.PostAsync(post);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task Parameters_that_nobody_knows_yet_are_signed_over_and_otherwise_ignored()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product).With("AddOns", "{\"status\":\"successful\"}").With("aNewOne", "").With("Ünknown", "é");

        using var answer = await door.PostAsync(post);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(TwilioPost.Text, Assert.Single(product.CrmMessages).Body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Media_from_none_to_ten_are_accepted_with_an_empty_text(int count)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product).With("Body", "").With("NumMedia", $"{count}");
        for (var index = 0; index < count; index++)
        {
            post.With($"MediaUrl{index}", $"https://api.twilio.com/{index}").With($"MediaContentType{index}", "image/jpeg");
        }

        using var answer = await door.PostAsync(post);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var row = Assert.Single((await product.LaneAsync(TestProduct.Customer(1))).Pending);
        Assert.Equal(count, WhatSnap.Core.Messages.InboundMessage.FromJson(row.Body!).Media.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_text_without_the_number_of_its_media_has_none(string? count)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product).With("NumMedia", count));

        Assert.Equal(count is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_name_that_a_platform_gives_becomes_the_contacts_name()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product).With("ProfileName", "Blue Harbour"));
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal("Blue Harbour", Assert.Single(product.Crm.World.Contacts).Name);
    }

    [Fact]
    public async Task A_text_is_traffic_of_its_account_and_costs_one_note_in_ten_minutes()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var account = (await product.Get<AccountTable>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None))!;
        var began = product.Time.GetUtcNow();
        Assert.Null(await HeardAtAsync());

        (await door.PostAsync(new TwilioPost(product).With("MessageSid", TestProduct.NewSid()))).Dispose();
        Assert.Equal(began, await HeardAtAsync());
        product.Time.Advance(TimeSpan.FromMinutes(9));
        (await door.PostAsync(new TwilioPost(product).With("MessageSid", TestProduct.NewSid()))).Dispose();
        Assert.Equal(began, await HeardAtAsync());
        product.Time.Advance(TimeSpan.FromMinutes(2));
        (await door.PostAsync(new TwilioPost(product).With("MessageSid", TestProduct.NewSid()))).Dispose();
        Assert.Equal(product.Time.GetUtcNow(), await HeardAtAsync());

        async Task<DateTimeOffset?> HeardAtAsync() => (await product.Get<Traffic>().ReadAsync(account, CancellationToken.None))?.At;
    }

    [Fact]
    public async Task Only_posts_are_taken()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.Http.GetAsync(new Uri($"hooks/twilio/sms/{product.HookKey}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        await StoredRows.AssertNothingAsync(product);
    }
}
