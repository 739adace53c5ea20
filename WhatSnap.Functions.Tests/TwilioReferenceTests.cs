using Twilio.Security;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Functions.Tests;

/// <summary>Holds our signature check against the one in Twilio's own library.</summary>
public sealed class TwilioReferenceTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("https://example.com/hooks/twilio/sms/1")]
    [InlineData("https://example.com:8443/hooks/twilio/sms/1")]
    [InlineData("http://127.0.0.1:7300/hooks/twilio/sms/1")]
    public void Both_accept_what_the_account_signed_and_refuse_what_was_changed(string url)
    {
        var fields = new Dictionary<string, string> { ["Body"] = "Grüße & +1 %", ["From"] = "+15005550123", ["NumMedia"] = "0", ["Empty"] = "" };
        var signature = TwilioSigner.Sign(Token, url, fields);
        var changed = new Dictionary<string, string>(fields) { ["Body"] = "other" };

        Assert.Equal((true, true), (Theirs(url, fields, signature), Ours(url, fields, signature)));
        Assert.Equal((false, false), (Theirs(url, changed, signature), Ours(url, changed, signature)));
    }

    private static bool Theirs(string url, Dictionary<string, string> fields, string signature) =>
        new RequestValidator(Token).Validate(url, fields, signature);

    private static bool Ours(string url, Dictionary<string, string> fields, string signature) =>
        TwilioSignature.IsValid(url, [.. fields], signature, [new Secret(Token)]);
}
