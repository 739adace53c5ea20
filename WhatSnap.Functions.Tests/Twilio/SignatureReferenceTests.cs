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
        Gen.OneOf("https://", "http://"),
        Gen.OneOf("example.com", "EXAMPLE.com", "hooks.example.co.uk", "127.0.0.1"),
        Gen.Bool,
        Gen.OneOf("/", "/hooks/twilio/sms/0123456789abcdef", "/a%20b/c", "/hooks?x=1&y=%2B", "/Hooks/../b"),
        (scheme, host, hasPort, path) => scheme + host + (!hasPort ? "" : scheme == "https://" ? ":443" : ":80") + path);

    [Fact]
    public void Both_accept_what_the_account_signed_and_refuse_the_rest() =>
        Gen.Select(Urls, Fields, Gen.Bool, Gen.OneOf(Token, OtherToken)).Sample((url, fields, isWithPort, token) =>
        {
            var signed = isWithPort ? url : WithoutPort(url);
            var signature = TwilioSigner.Sign(token, signed, fields);

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

    [Fact]
    public void A_port_of_its_own_is_signed_by_both()
    {
        const string Url = "https://example.com:8443/hooks/twilio/sms/1";
        var fields = new Dictionary<string, string> { ["Body"] = "Grüße & +1 %" };
        var signature = TwilioSigner.Sign(Token, Url, fields);

        Assert.Equal((true, true), (Theirs(Url, fields, signature), Ours(Url, fields, signature)));
    }

    private static string WithoutPort(string url) =>
        url.Replace(".com:443/", ".com/", StringComparison.Ordinal).Replace(".com:80/", ".com/", StringComparison.Ordinal);

    private static bool Theirs(string url, Dictionary<string, string> fields, string signature) =>
        new RequestValidator(Token).Validate(url, fields, signature);

    private static bool Ours(string url, Dictionary<string, string> fields, string signature) =>
        TwilioSignature.IsValid(url, [.. fields], signature, [new Secret(Token)]);
}
