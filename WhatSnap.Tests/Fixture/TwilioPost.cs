using System.Net.Http.Headers;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Fixture;

/// <summary>The webhook of one text to a test product's number; good as it is made, and changed to be bad.</summary>
internal sealed class TwilioPost
{
    public const string Text = "A text that no answer repeats";
    private const string HeaderName = "X-Twilio-Signature";
    private readonly List<KeyValuePair<string, string>> _fields;
    private string[]? _signatures;

    public TwilioPost(TestProduct product)
    {
        (Key, SignedUrl) = (product.HookKey, product.Account.Twilio!.HookUrl);
        _fields =
        [
            new("ToCountry", "US"),
            new("ToCity", ""),
            new("NumMedia", "0"),
            new("Body", Text),
            new("To", TestProduct.Number),
            new("MessageSid", TestProduct.NewSid()),
            new("AccountSid", TestProduct.AccountSid),
            new("From", TestProduct.Customer(1)),
        ];
    }

    public string Key { get; set; }

    /// <summary>The URL that goes into the signature.</summary>
    public string SignedUrl { get; set; }

    public string Token { get; set; } = TestProduct.AuthToken;

    /// <summary>Sent in place of the fields, which stay signed.</summary>
    public byte[]? Body { get; set; }

    public string? ContentType { get; set; } = "application/x-www-form-urlencoded; charset=utf-8";

    public string this[string name] => _fields.First(field => field.Key == name).Value;

    /// <summary>Sets a field before the signature is made; null takes it out.</summary>
    public TwilioPost With(string name, string? value)
    {
        _fields.RemoveAll(field => field.Key == name);
        if (value is not null) _fields.Add(new(name, value));
        return this;
    }

    /// <summary>Sends these signature headers instead of the true one.</summary>
    public TwilioPost SignedBy(params string[] signatures)
    {
        _signatures = signatures;
        return this;
    }

    public string Signature => TwilioSigner.Sign(Token, SignedUrl, _fields);

    public byte[] FormBody() => Body ?? new FormUrlEncodedContent(_fields).ReadAsByteArrayAsync().GetAwaiter().GetResult();

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"hooks/twilio/sms/{Key}")
        {
            Content = new ByteArrayContent(FormBody()),
        };
        if (ContentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        foreach (var signature in _signatures ?? [Signature]) request.Headers.TryAddWithoutValidation(HeaderName, signature);
        return request;
    }
}
