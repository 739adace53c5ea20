using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

/// <summary>Twilio's account document, which names the primary token to whoever shows a token that is still good.</summary>
internal sealed class AccountApi : HttpMessageHandler
{
    public const string NewToken = "00112233445566778899aabbccddeeff";

    /// <summary>The token that signs.</summary>
    public string Primary { get; set; } = TestProduct.AuthToken;

    /// <summary>Tokens that may still read, besides the primary one.</summary>
    public List<string> AlsoGood { get; } = [];

    /// <summary>Answered instead of the document.</summary>
    public HttpStatusCode? Failure { get; set; }

    public int Reads { get; private set; }

    /// <summary>Runs before each answer.</summary>
    public Func<Task> OnRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Twilio promotes the new token; the old one goes on reading.</summary>
    public void Rotate(string to = NewToken)
    {
        AlsoGood.Add(Primary);
        Primary = to;
    }

    public void Install(IServiceCollection services) =>
        services.AddHttpClient<TwilioTransport>().ConfigurePrimaryHttpMessageHandler(() => this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get
            || request.RequestUri!.AbsolutePath != $"/2010-04-01/Accounts/{TestProduct.AccountSid}.json")
        {
            throw new InvalidOperationException($"Not registered: {request.Method} {request.RequestUri}");
        }

        Reads++;
        await OnRead();
        var shown = Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization!.Parameter!)).Split(':')[1];
        if (Failure is { } failure) return new HttpResponseMessage(failure);
        if (shown != Primary && !AlsoGood.Contains(shown))
        {
            return new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("""{"code":20003}""") };
        }

        return new HttpResponseMessage { Content = new StringContent($$"""{"sid":"{{TestProduct.AccountSid}}","auth_token":"{{Primary}}"}""") };
    }
}
