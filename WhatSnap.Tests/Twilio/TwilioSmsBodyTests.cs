using System.Net;
using System.Text;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioSmsBodyTests
{
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

        await Refusal.AssertAsync(product, answer, 400);
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

        await Refusal.AssertAsync(product, answer, 413);
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

        await Refusal.AssertAsync(product, answer, 415);
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

        await Refusal.AssertAsync(product, answer, 404);
    }
}
