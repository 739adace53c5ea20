using CsCheck;
using Microsoft.Extensions.Options;
using Twilio.Clients;
using Twilio.Http;
using Twilio.Rest.Api.V2010;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Rest.Messaging.V1;
using Twilio.Rest.Messaging.V1.Service;
using Twilio.Types;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using HttpClient = System.Net.Http.HttpClient;
using Number = WhatSnap.Core.Contacts.PhoneNumber;

namespace WhatSnap.Functions.Tests.Twilio;

/// <summary>Holds the calls that we make against those that Twilio's own library makes for the same purpose.</summary>
public sealed class RequestReferenceTests
{
    private const string AccountSid = "AC0123456789abcdef0123456789abcdef";
    private const string Token = "fedcba9876543210fedcba9876543210";
    private const string NumberSid = "PN00000000000000000000000000000110";
    private const string ServiceSid = "MG00000000000000000000000000000001";
    private const string MessageSid = "SM00000000000000000000000000000001";

    /// <summary>One answer that is enough for every call on both sides.</summary>
    private const string Answer = $$"""
        {"sid":"{{NumberSid}}","account_sid":"{{AccountSid}}","phone_number":"+14155550100","use_inbound_webhook_on_number":true,
         "balance":"1","currency":"USD","uri":"/page","page_size":50,
         "incoming_phone_numbers":[],"messages":[],"media_list":[],"services":[],"verifications":[],"compliance":[] }
        """;

    private static readonly TwilioCredentials Credentials = new(AccountSid, [new Secret(Token)], "https://hooks.example.com/hooks/twilio/sms/1");

    private static readonly Gen<string> Urls = Gen.Select(
        Gen.OneOf("https://hooks.example.com/", "http://EXAMPLE.com:8080/a b/", "https://ex.com/?q=%2B&r=ä+&", "https://ex.com/#rc=3&rp=ct,rt,5xx"),
        Gen.String[Gen.Char["aZ09-_.~%&=+,:;@!$'()* ßé中\""], 0, 30],
        (start, rest) => start + rest);

    private static readonly Gen<string> UrlsAndNone = Gen.OneOf(Urls, Gen.Const(""));
    private static readonly Gen<string> Methods = Gen.OneOf("POST", "GET");
    private static readonly Gen<string> Applications = Gen.OneOf("", "AP00000000000000000000000000000001");

    [Fact]
    public void Setting_a_route_sends_what_the_library_would() =>
        Gen.Select(UrlsAndNone, Methods, UrlsAndNone, Methods, Applications).Sample((url, method, fallback, fallbackMethod, application) =>
        {
            var route = new TwilioRoute(NumberSid, url, method, fallback, fallbackMethod, application, OverridingServiceSid: null);

            AssertSame(
                transport => new TwilioNumbers(transport).SetRouteAsync(Credentials, route, CancellationToken.None),
                client => IncomingPhoneNumberResource.UpdateAsync(
                    NumberSid, smsUrl: UriOf(url), smsMethod: MethodOf(method), smsFallbackUrl: UriOf(fallback),
                    smsFallbackMethod: MethodOf(fallbackMethod), smsApplicationSid: application, client: client));
        }, iter: 300, threads: 1);

    [Fact]
    public void Looking_for_a_number_asks_what_the_library_would() => Gen.Long[2_000_000_000, 9_899_999_999].Sample(digits =>
    {
        if (!Number.TryParse($"+1{digits}", out var number)) return;

        AssertSame(
            transport => new TwilioNumbers(transport).FindNumberAsync(Credentials, number, CancellationToken.None),
            client => IncomingPhoneNumberResource.ReadAsync(
                phoneNumber: new PhoneNumber(number.ToString()), pageSize: 50, limit: 50, client: client));
    }, iter: 100, threads: 1);

    /// <summary>The library writes the time of a day too; Twilio's document wants the day.</summary>
    [Fact]
    public void Listing_what_came_asks_what_the_library_would() => Gen.Int[0, 20_000].Sample(days =>
    {
        _ = Number.TryParse("+14155552671", out var number);
        var day = new DateTime(2000, 1, 1, 13, 30, 0, DateTimeKind.Utc).AddDays(days);

        AssertSame(
            transport => new TwilioMessages(transport).ListInboundMessagesAsync(Credentials, number, day, CancellationToken.None),
            client => MessageResource.ReadAsync(
                new ReadMessageOptions { To = new PhoneNumber(number.ToString()), DateSentAfter = day.Date, PageSize = 1000 }, client));
    }, iter: 100, threads: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Changing_a_service_sends_what_the_library_would(bool use) => AssertSame(
        transport => new TwilioServices(transport).SetUseInboundWebhookOnNumberAsync(Credentials, ServiceSid, use, CancellationToken.None),
        client => ServiceResource.UpdateAsync(ServiceSid, useInboundWebhookOnNumber: use, client: client),
        Answer.Replace("_on_number\":true", use ? "_on_number\":true" : "_on_number\":false", StringComparison.Ordinal));

    [Fact]
    public void Every_other_question_is_the_one_that_the_library_asks()
    {
        AssertSame(
            transport => new TwilioAccounts(transport).ReadAccountAsync(Credentials, CancellationToken.None),
            client => AccountResource.FetchAsync(AccountSid, client));
        AssertSame(
            transport => new TwilioAccounts(transport).ReadBalanceAsync(Credentials, CancellationToken.None),
            client => BalanceResource.FetchAsync(AccountSid, client));
        AssertSame(
            transport => new TwilioNumbers(transport).ListNumbersAsync(Credentials, CancellationToken.None),
            client => IncomingPhoneNumberResource.ReadAsync(new ReadIncomingPhoneNumberOptions { PageSize = 500 }, client));
        AssertSame(
            transport => new TwilioNumbers(transport).ReadNumberAsync(Credentials, NumberSid, CancellationToken.None),
            client => IncomingPhoneNumberResource.FetchAsync(NumberSid, AccountSid, client));
        AssertSame(
            transport => new TwilioServices(transport).FindServiceOfNumberAsync(Credentials, NumberSid, CancellationToken.None),
            client => ServiceResource.ReadAsync(new ReadServiceOptions { PageSize = 50 }, client));
        AssertSame(
            transport => new TwilioServices(transport).ReadTollfreeStatusAsync(Credentials, NumberSid, CancellationToken.None),
            client => TollfreeVerificationResource.ReadAsync(tollfreePhoneNumberSid: NumberSid, client: client));
        AssertSame(
            transport => new TwilioServices(transport).ReadCampaignStatusAsync(Credentials, ServiceSid, CancellationToken.None),
            client => UsAppToPersonResource.ReadAsync(ServiceSid, client: client));
        AssertSame(
            transport => new TwilioMessages(transport).ListMediaAsync(Credentials, MessageSid, CancellationToken.None),
            client => global::Twilio.Rest.Api.V2010.Account.Message.MediaResource.ReadAsync(MessageSid, client: client));
    }

    [Fact]
    public void Sending_a_text_sends_what_the_library_would() =>
        Gen.Select(
            Gen.String[Gen.Char["aZ09-_.~%&=+,:;@!$'()* ßé中\"\n"], 0, 200], Gen.OneOf(Urls).Array[0, 10],
            Gen.Long[2_000_000_000, 9_899_999_999]).Sample((body, media, digits) =>
        {
            if (!Number.TryParse($"+1{digits}", out var to)) return;
            _ = Number.TryParse("+14155550100", out var from);
            const string Callback = "https://hooks.example.com/hooks/twilio/status/1/message1#rc=3&rp=ct,rt,5xx";
            AssertSame(
                transport => new TwilioMessages(transport).SendAsync(
                    Credentials, new TwilioText(from, to, body, media, Callback),
                    new CallWindow(TimeProvider.System, TimeSpan.FromMinutes(1)), CancellationToken.None),
                client => MessageResource.CreateAsync(
                    to: new PhoneNumber(to.ToString()), from: new PhoneNumber("+14155550100"), body: body.Length > 0 ? body : null,
                    mediaUrl: media.Length > 0 ? [.. media.Select(url => new Uri(url))] : null,
                    statusCallback: new Uri(Callback), validityPeriod: 14_400, client: client));
        }, iter: 300, threads: 1);

    [Fact]
    public void Looking_for_what_was_sent_asks_what_the_library_would()
    {
        _ = Number.TryParse("+14155550100", out var from);
        _ = Number.TryParse("+14155550199", out var to);
        AssertSame(
            transport => new TwilioMessages(transport).ListSentAsync(Credentials, from, to, DateTimeOffset.UnixEpoch, CancellationToken.None),
            client => MessageResource.ReadAsync(
                to: new PhoneNumber("+14155550199"), from: new PhoneNumber("+14155550100"), pageSize: 50, client: client));
        AssertSame(
            transport => new TwilioMessages(transport).ReadSentAsync(Credentials, MessageSid, CancellationToken.None),
            client => MessageResource.FetchAsync(MessageSid, client: client));
    }

    private static void AssertSame(Func<TwilioTransport, Task> ours, Func<ITwilioRestClient, Task> theirs, string answer = Answer) =>
        AssertSameAsync(ours, theirs, answer).GetAwaiter().GetResult();

    private static async Task AssertSameAsync(Func<TwilioTransport, Task> ours, Func<ITwilioRestClient, Task> theirs, string answer)
    {
        using var ourHandler = new CapturingHandler(answer);
        using var theirHandler = new CapturingHandler(answer);
        using var ourHttp = new HttpClient(ourHandler);
        using var theirHttp = new HttpClient(theirHandler);

        await ours(new TwilioTransport(ourHttp, Options.Create(new TwilioOptions()), TimeProvider.System));
        await theirs(new TwilioRestClient(AccountSid, Token, httpClient: new SystemNetHttpClient(theirHttp)));

        var (our, their) = (Assert.Single(ourHandler.Calls), Assert.Single(theirHandler.Calls));
        Assert.Equal(their.ToString().Replace("T00:00:00Z", "", StringComparison.Ordinal), our.ToString());
        Assert.Equal(their.Authorization, our.Authorization);
    }

    /// <summary>The library's way to say that an address is to be emptied.</summary>
    private static Uri UriOf(string url) => url.Length == 0 ? new EmptyUri() : new Uri(url);

    private static global::Twilio.Http.HttpMethod MethodOf(string method) =>
        method == "GET" ? global::Twilio.Http.HttpMethod.Get : global::Twilio.Http.HttpMethod.Post;
}
