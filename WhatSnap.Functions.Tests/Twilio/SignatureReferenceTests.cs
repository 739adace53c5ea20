using CsCheck;
using Twilio.Security;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Functions.Tests.Twilio;

/// <summary>Holds our signature check, and that of the simulator, against the one in Twilio's own library.</summary>
public sealed class SignatureReferenceTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const string OtherToken = "fedcba9876543210fedcba9876543210";

    private static readonly Gen<string> Text = Gen.String[Gen.Char["aZ09 +&=%#?/\\\"<>~*.-_\r\n\tßéЖ中\u200d"], 0, 20];

    private static readonly Gen<Dictionary<string, string>> Fields =
        Gen.Dictionary(Gen.String[Gen.Char["AaBbZz09_-. ß"], 1, 8], Text)[0, 12];

    private static readonly Gen<string> Urls = Gen.Select(
        Gen.OneOf("https://example.com", "http://example.com", "https://EXAMPLE.com", "https://hooks.example.co.uk", "http://127.0.0.1"),
        Gen.OneOf("/", "/hooks/twilio/sms/0123456789abcdef", "/a%20b/c", "/hooks?x=1&y=%2B"),
        (start, path) => start + path);

    /// <summary>Twilio signs the default port sometimes, and sometimes not.</summary>
    [Fact]
    public void Both_accept_what_the_account_signed_and_refuse_the_rest() =>
        Gen.Select(Urls, Fields, Gen.Bool, Gen.OneOf(Token, OtherToken)).Sample((url, fields, isWithPort, token) =>
        {
            var signature = TwilioSigner.Sign(token, isWithPort ? WithPort(url) : url, fields);

            Assert.Equal(token == Token, Theirs(url, fields, signature));
            Assert.Equal(token == Token, Ours(url, fields, signature));
        }, iter: 2000);

    [Fact]
    public void Both_refuse_what_was_changed_on_the_way() =>
        Gen.Select(Urls, Fields, Text, Gen.OneOf("Body", "From", "")).Sample((url, fields, value, name) =>
        {
            var signature = TwilioSigner.Sign(Token, url, fields);
            var changed = new Dictionary<string, string>(fields) { [name] = fields.GetValueOrDefault(name, "") + value + "x" };

            Assert.Equal((false, false), (Theirs(url, changed, signature), Ours(url, changed, signature)));
        }, iter: 2000);

    [Fact]
    public void Our_signature_is_the_one_that_theirs_expects() => Gen.Select(Urls, Fields).Sample((url, fields) =>
        Assert.True(Theirs(url, fields, TwilioSignature.Sign(url, [.. fields], new Secret(Token)))), iter: 2000);

    [Theory]
    [InlineData("https://example.com:8443/hooks/twilio/sms/1")]
    [InlineData("https://example.com:443/hooks/twilio/sms/1")]
    [InlineData("http://127.0.0.1:7300/hooks/twilio/sms/1")]
    public void A_port_that_is_written_is_signed_by_both(string url)
    {
        var fields = new Dictionary<string, string> { ["Body"] = "Grüße & +1 %" };
        var signature = TwilioSigner.Sign(Token, url, fields);

        Assert.Equal((true, true), (Theirs(url, fields, signature), Ours(url, fields, signature)));
    }

    private static string WithPort(string url)
    {
        var path = url.IndexOf('/', "https://".Length);
        return url[..path] + (url.StartsWith("https://", StringComparison.Ordinal) ? ":443" : ":80") + url[path..];
    }

    private static bool Theirs(string url, Dictionary<string, string> fields, string signature) =>
        new RequestValidator(Token).Validate(url, fields, signature);

    private static bool Ours(string url, Dictionary<string, string> fields, string signature) =>
        TwilioSignature.IsValid(url, [.. fields], signature, [new Secret(Token)]);
}
