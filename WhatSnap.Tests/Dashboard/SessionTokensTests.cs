using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using WhatSnap.Core.Dashboard;

namespace WhatSnap.Tests.Dashboard;

public sealed class SessionTokensTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private TokenMint Mint => new(_time);

    [Fact]
    public async Task A_token_says_who_it_was_issued_to()
    {
        var unbound = TokenMint.Session with { LocationId = null, Rights = Rights.View };
        var tokens = Mint.Tokens();

        Assert.Equal(TokenMint.Session, WhoIs(await tokens.ReadAsync(tokens.Issue(TokenMint.Session).Token.Reveal())));
        Assert.Equal(unbound, WhoIs(await tokens.ReadAsync(tokens.Issue(unbound).Token.Reveal())));
    }

    [Fact]
    public async Task Whatever_rights_are_issued_are_read_again()
    {
        var tokens = Mint.Tokens();
        await Gen.Int[1, (int)Rights.All].SampleAsync(async rights =>
        {
            var session = TokenMint.Session with { Rights = (Rights)rights };
            Assert.Equal(session, WhoIs(await tokens.ReadAsync(tokens.Issue(session).Token.Reveal())));
        });
    }

    [Fact]
    public void A_token_is_signed_by_the_first_key_and_lives_fifteen_minutes_under_an_id_of_its_own()
    {
        var tokens = Mint.Tokens("new:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", TokenMint.Key);

        var issued = tokens.Issue(TokenMint.Session);
        var (header, payload) = Parts(issued.Token.Reveal());
        var (_, next) = Parts(tokens.Issue(TokenMint.Session).Token.Reveal());

        Assert.Equal(("HS256", "new"), (header["alg"]!.GetValue<string>(), header["kid"]!.GetValue<string>()));
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(
            (now, now, now + 900),
            (payload["iat"]!.GetValue<long>(), payload["nbf"]!.GetValue<long>(), payload["exp"]!.GetValue<long>()));
        Assert.Equal(now + 900, issued.ExpiresAt.ToUnixTimeSeconds());
        Assert.Equal((TokenMint.Issuer, "whatsnap-dashboard"), (payload["iss"]!.GetValue<string>(), payload["aud"]!.GetValue<string>()));
        Assert.NotEqual(payload["jti"]!.GetValue<string>(), next["jti"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_token_ends_after_fifteen_minutes_and_the_half_minute_that_clocks_may_differ()
    {
        var tokens = Mint.Tokens();
        var token = tokens.Issue(TokenMint.Session).Token.Reveal();

        _time.Advance(SessionTokens.Lifetime + TimeSpan.FromSeconds(29));
        Assert.NotNull(await tokens.ReadAsync(token));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await tokens.ReadAsync(token));
    }

    [Fact]
    public async Task A_token_of_a_host_whose_clock_is_half_a_minute_ahead_is_good_and_one_from_later_is_not()
    {
        var mint = Mint;
        var now = _time.GetUtcNow().ToUnixTimeSeconds();

        mint.Payload["nbf"] = now + 30;
        Assert.NotNull(await mint.Tokens().ReadAsync(mint.Signed()));
        mint.Payload["nbf"] = now + 31;

        Assert.Null(await mint.Tokens().ReadAsync(mint.Signed()));
    }

    [Fact]
    public async Task A_token_made_by_hand_in_the_form_of_ours_is_good()
    {
        Assert.Equal(TokenMint.Session, WhoIs(await Mint.Tokens().ReadAsync(Mint.Signed())));
    }

    [Theory]
    [InlineData("iss", "https://other.example.com")]
    [InlineData("iss", null)]
    [InlineData("aud", "other-audience")]
    [InlineData("aud", null)]
    [InlineData("exp", null)]
    [InlineData("nbf", null)]
    [InlineData("sub", null)]
    [InlineData("company", null)]
    [InlineData("rights", null)]
    [InlineData("rights", "")]
    [InlineData("rights", "view everything")]
    public async Task A_rightly_signed_token_with_a_wrong_or_missing_claim_is_refused(string claim, string? value)
    {
        var mint = Mint;

        mint.Payload[claim] = value;
        if (value is null) mint.Payload.Remove(claim);

        Assert.Null(await mint.Tokens().ReadAsync(mint.Signed()));
    }

    [Theory]
    [InlineData("kid", "other")]
    [InlineData("kid", null)]
    [InlineData("typ", "at+jwt")]
    [InlineData("alg", "none")]
    [InlineData("alg", "HS512")]
    [InlineData("alg", "RS256")]
    public async Task A_token_with_another_header_is_refused_even_under_the_right_key(string name, string? value)
    {
        var mint = Mint;

        mint.Header[name] = value;
        if (value is null) mint.Header.Remove(name);

        Assert.Null(await mint.Tokens().ReadAsync(mint.Signed()));
    }

    [Fact]
    public async Task A_token_by_a_stronger_algorithm_than_the_pinned_one_is_refused()
    {
        var mint = Mint;
        mint.Header["alg"] = "HS512";

        Assert.Null(await mint.Tokens().ReadAsync(mint.Signed(bytes => HMACSHA512.HashData(TokenMint.Derived(TokenMint.Key), bytes))));
    }

    [Fact]
    public async Task A_token_that_a_key_pair_signed_is_refused_whichever_algorithm_it_names()
    {
        using var rsa = RSA.Create(2048);
        var mint = Mint;

        var confused = mint.Signed(bytes => HMACSHA256.HashData(rsa.ExportSubjectPublicKeyInfo(), bytes));
        mint.Header["alg"] = "RS256";
        mint.Header["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(rsa.ExportParameters(false).Modulus), ["e"] = "AQAB" };
        var signed = mint.Signed(bytes => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        Assert.Null(await mint.Tokens().ReadAsync(confused));
        Assert.Null(await mint.Tokens().ReadAsync(signed));
    }

    [Fact]
    public async Task A_token_without_signature_is_refused()
    {
        var mint = Mint;
        mint.Header["alg"] = "none";

        Assert.Null(await mint.Tokens().ReadAsync(mint.Signed(_ => [])));
        Assert.Null(await mint.Tokens().ReadAsync(Mint.Signed(_ => [])));
    }

    [Theory]
    [InlineData("location", "location2")]
    [InlineData("company", "company2")]
    [InlineData("rights", "view connect disconnect")]
    public async Task A_claim_changed_under_the_old_signature_is_refused(string claim, string value)
    {
        var token = Mint.Tokens().Issue(TokenMint.Session).Token.Reveal();

        Assert.Null(await Mint.Tokens().ReadAsync(TokenMint.WithClaim(token, claim, value)));
    }

    [Fact]
    public async Task One_changed_bit_of_the_signature_and_the_token_is_refused()
    {
        var tokens = Mint.Tokens();
        await Gen.Int[0, 255].SampleAsync(async bit => Assert.Null(await tokens.ReadAsync(Mint.Signed(bytes =>
        {
            var signature = HMACSHA256.HashData(TokenMint.Derived(TokenMint.Key), bytes);
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            return signature;
        }))));
    }

    [Fact]
    public async Task Another_key_under_the_same_id_or_the_ring_key_itself_does_not_sign_for_us()
    {
        var ringKey = Convert.FromBase64String(TokenMint.Key.Split(':')[1]);

        Assert.Null(await Mint.Tokens().ReadAsync(Mint.Signed(TokenMint.OtherKey)));
        Assert.Null(await Mint.Tokens().ReadAsync(Mint.Signed(bytes => HMACSHA256.HashData(ringKey, bytes))));
    }

    [Fact]
    public async Task After_a_new_key_went_in_front_old_tokens_are_good_until_the_old_key_is_taken_off()
    {
        const string newKey = "new:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        var token = Mint.Tokens(TokenMint.Key).Issue(TokenMint.Session).Token.Reveal();

        Assert.NotNull(await Mint.Tokens(newKey, TokenMint.Key).ReadAsync(token));
        Assert.Null(await Mint.Tokens(newKey).ReadAsync(token));
    }

    [Fact]
    public async Task Any_other_text_is_no_token() =>
        await Gen.String.SampleAsync(async text => Assert.Null(await Mint.Tokens().ReadAsync(text)));

    [Theory]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    public async Task A_text_with_the_dots_of_a_token_is_no_token(string text) =>
        Assert.Null(await Mint.Tokens().ReadAsync(text));

    [Fact]
    public async Task A_rightly_signed_token_that_is_too_large_is_refused()
    {
        var mint = Mint;
        mint.Payload["more"] = new string('x', 5000);

        Assert.Null(await mint.Tokens().ReadAsync(mint.Signed()));
    }

    private static (JsonObject Header, JsonObject Payload) Parts(string token)
    {
        var parts = token.Split('.').Take(2).Select(part => JsonNode.Parse(Base64UrlEncoder.Decode(part))!.AsObject()).ToList();
        return (parts[0], parts[1]);
    }

    private static ApiSession WhoIs(ApiSession? session) => session! with { OpenedAt = null };
}
