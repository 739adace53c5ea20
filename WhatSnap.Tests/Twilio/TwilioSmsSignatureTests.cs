using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioSmsSignatureTests
{
    [Theory]
    [InlineData()]
    [InlineData("")]
    [InlineData("", "")]
    [InlineData("not base64 at all")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_missing_empty_or_badly_formed_signature_is_refused_403_and_stores_nothing(params string[] signatures)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product).SignedBy(signatures));

        await Refusal.AssertAsync(product, answer, 403);
    }

    [Fact]
    public async Task A_good_signature_sent_twice_is_refused_403_and_not_parked()
    {
        await using var product = await TestProduct.StartAsync();
        var post = new TwilioPost(product);
        var context = new DefaultHttpContext { RequestServices = product.Services };
        context.Request.ContentType = post.ContentType;
        context.Request.Body = new MemoryStream(post.FormBody());
        context.Request.Headers["X-Twilio-Signature"] = new StringValues([post.Signature, post.Signature]);

        var answer = await product.Get<TwilioSmsEndpoint>().HandleAsync(context.Request, post.Key, CancellationToken.None);

        Assert.Equal(403, ((IStatusCodeHttpResult)answer).StatusCode);
        await StoredRows.AssertNothingAsync(product);
    }

    [Fact]
    public async Task A_signature_by_another_token_is_refused_403_and_the_request_is_parked_for_a_check()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(product) { Token = new string('0', 32) });

        await AssertForbiddenAsync(product, answer);
        Assert.Equal(1, await StoredRows.ParkedAsync(product));
        Assert.Equal(1, product.Queue.Count);
    }

    [Theory]
    [InlineData("hooks.example.com/", "hooks.example.com:443/", 200)]
    [InlineData("hooks.example.com/", "hooks.example.com:8443/", 403)]
    [InlineData("hooks.example.com/", "hooks.example.com:80/", 403)]
    [InlineData("hooks.example.com/", "Hooks.Example.com/", 403)]
    [InlineData("hooks.example.com/", "hooks.example.org/", 403)]
    [InlineData("https://", "http://", 403)]
    [InlineData("https://", "https://user@", 403)]
    [InlineData("/sms/", "/sms//", 403)]
    [InlineData("/hooks/", "/HOOKS/", 403)]
    public async Task Only_the_stored_address_may_be_signed_with_or_without_its_default_port(
        string part, string signedPart, int status)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product);
        post.SignedUrl = post.SignedUrl.Replace(part, signedPart, StringComparison.Ordinal);

        using var answer = await door.PostAsync(post);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("?")]
    [InlineData("?x=1")]
    [InlineData("#rc=3")]
    public async Task Nothing_may_be_added_to_the_signed_address(string ending)
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var good = new TwilioPost(product);
        var post = new TwilioPost(product) { SignedUrl = good.SignedUrl + ending };

        using var answer = await door.PostAsync(post);

        // The signer leaves a fragment out, as Twilio does.
        Assert.Equal(ending[0] == '#' ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_field_changed_after_signing_is_refused_403()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product);

        using var answer = await door.PostAsync(post.SignedBy(post.Signature).With("Body", "Changed"));

        await AssertForbiddenAsync(product, answer);
    }

    [Fact]
    public async Task The_host_that_the_request_names_does_not_matter()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        using var request = new TwilioPost(product).ToRequest();
        request.Headers.Host = "elsewhere.example";
        request.Headers.Add("X-Forwarded-Host", "elsewhere.example");
        request.Headers.Add("X-Forwarded-Proto", "http");

        using var answer = await door.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_key_of_one_account_does_not_take_another_accounts_signature()
    {
        await using var product = await TestProduct.StartAsync();
        await using var other = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);

        using var answer = await door.PostAsync(new TwilioPost(other) { Key = product.HookKey });

        await AssertForbiddenAsync(product, answer);
    }

    private static async Task AssertForbiddenAsync(TestProduct product, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Refusal.AssertIsDiscreet(product, answer, await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, await StoredRows.OfMessagesAsync(product));
    }
}
