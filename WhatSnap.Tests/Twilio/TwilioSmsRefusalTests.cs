using System.Net;
using System.Text;
using System.Text.Json;
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

        await AssertRefusedAsync(product, answer, status);
    }

    [Fact]
    public async Task Fewer_media_addresses_than_announced_are_refused()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(
            new TwilioPost(product).With("NumMedia", "3").With("MediaUrl0", Url).With("MediaUrl2", Url));

        await AssertRefusedAsync(product, answer, 400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&&&")]
    [InlineData("Body=%")]
    [InlineData("Body=%4")]
    [InlineData("Body=%zz&From=x")]
    [InlineData("Body=%-1")]
    [InlineData("Body=%ff%fe")]
    [InlineData("Body=%c3%28")]
    [InlineData("Body=%ed%a0%80")]
    [InlineData("Body=\u00ff\u00fe")]
    public async Task A_body_that_is_no_form_in_UTF_8_is_refused_400(string latin1)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product) { Body = Encoding.Latin1.GetBytes(latin1) });

        await AssertRefusedAsync(product, answer, 400);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_a_megabyte_is_refused_413_with_or_without_its_length(bool chunked)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        using var request = new TwilioPost(product).With("Body", new string('a', 1024 * 1024)).ToRequest();
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await door.Http.SendAsync(request);

        await AssertRefusedAsync(product, answer, 413);
    }

    [Fact]
    public async Task The_largest_body_allowed_is_taken_and_one_byte_more_is_not()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product).With("Body", "");
        var room = 64 * 1024 - post.FormBody().Length;

        using var largest = await door.PostAsync(post.With("Body", new string('a', room)));
        using var larger = await door.PostAsync(post.With("Body", new string('a', room + 1)));

        Assert.Equal(HttpStatusCode.OK, largest.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, larger.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded-not")]
    public async Task Any_other_content_type_is_refused_415(string? contentType)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product) { ContentType = contentType });

        await AssertRefusedAsync(product, answer, 415);
    }

    [Theory]
    [InlineData("ffffffffffffffffffffffffffffffff")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("ffffffffffffffffffffffffffffffff%0A")]
    [InlineData("fffffffffffffffffffffffffffffffff")]
    [InlineData("short")]
    [InlineData("%27%20or%20%27%27%20eq%20%27")]
    public async Task A_key_that_nobody_has_or_could_have_is_refused_404(string key)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product) { Key = key });

        await AssertRefusedAsync(product, answer, 404);
    }

    /// <summary>The status, a problem in JSON that repeats nothing of the request, and nothing stored.</summary>
    internal static async Task AssertRefusedAsync(TestProduct product, HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)answer.StatusCode);
        AssertIsDiscreetProblem(product, answer, body);
        await StoredRows.AssertNothingAsync(product);
    }

    internal static void AssertIsDiscreetProblem(TestProduct product, HttpResponseMessage answer, string body)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
        string[] secrets =
        [
            TestProduct.AuthToken, TestProduct.AccountSid, TestProduct.AccessToken, product.HookKey,
            product.LocationId, TwilioPost.Text, TestProduct.Number[1..], TestProduct.Customer(1)[1..],
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, body, StringComparison.OrdinalIgnoreCase));
    }
}
