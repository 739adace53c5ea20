using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

/// <summary>The media fetcher over a script, in virtual time.</summary>
internal sealed class MediaStage : IDisposable
{
    public const string AccountSid = TestProduct.AccountSid;
    public const string MessageSid = "MM00000000000000000000000000000001";
    public const string Url =
        "https://api.twilio.com/2010-04-01/Accounts/" + AccountSid + "/Messages/" + MessageSid
        + "/Media/ME00000000000000000000000000000001";

    public const string FileUrl = "https://mms.twiliocdn.com/file?Signature=x";
    private readonly HttpClient _http;

    public MediaStage()
    {
        _http = Script.NewClient();
        Media = new TwilioMedia(
            _http, Options.Create(new TwilioOptions { MediaHosts = ["mms.twiliocdn.com", "media.twiliocdn.com"] }), Time);
    }

    public ScriptedHttp Script { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public TwilioMedia Media { get; }

    public Account Account { get; } = new(
        "loc1", "acc-sales", "Sales", "whatsnap-account-sales", Platform.Twilio, default,
        new TwilioCredentials(AccountSid, [new Secret(TestProduct.AuthToken), new Secret("older")], "https://hooks.example.com/x"));

    public Task<MediaFile?> FetchAsync(string url = Url, CancellationToken cancellationToken = default) =>
        Media.FetchAsync(Account, MessageSid, new InboundMedia(url, "image/jpeg"), cancellationToken);

    public MediaStage Redirects(string target = FileUrl, HttpStatusCode status = HttpStatusCode.TemporaryRedirect)
    {
        Script.Answers(HttpMethod.Get, Url, status, headers: ("Location", target));
        return this;
    }

    public MediaStage Serves(byte[] bytes, string? contentType = "image/png", bool withLength = true)
    {
        Script.Does(HttpMethod.Get, FileUrl, _ =>
        {
            HttpContent content = withLength ? new ByteArrayContent(bytes) : new StreamContent(new Unmeasured(bytes));
            if (contentType is not null) content.Headers.ContentType = new(contentType);
            return Task.FromResult(new HttpResponseMessage { Content = content });
        });
        return this;
    }

    public MediaStage IsNotThere()
    {
        Script.Answers(HttpMethod.Get, Url, HttpStatusCode.NotFound);
        return this;
    }

    public void Dispose()
    {
        _http.Dispose();
        Script.Dispose();
    }

    /// <summary>A stream that does not tell its length, as a chunked answer.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
