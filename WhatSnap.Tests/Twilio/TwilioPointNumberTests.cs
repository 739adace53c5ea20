using System.Net;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioPointNumberTests
{
    private const string HookUrl = "https://hooks.example.com/hooks/twilio/sms/00000000000000000000000000000001";
    private const string Api = "https://api.example.com/2010-04-01/Accounts/" + TestProduct.AccountSid;
    private const string Lookup = Api + "/IncomingPhoneNumbers.json?PhoneNumber=%2B15005550100&PageSize=50";
    private const string NumberSid = "PN00000000000000000000000000000001";
    private static readonly TwilioCredentials Credentials =
        new(TestProduct.AccountSid, [new Secret(TestProduct.AuthToken)], HookUrl);

    [Fact]
    public async Task The_number_calls_us_with_retries_and_a_fallback_and_no_application()
    {
        await using var twilio = await StartAsync(new TwilioNumber
        {
            Sid = NumberSid,
            AccountSid = TestProduct.AccountSid,
            PhoneNumber = TestProduct.Number,
            SmsUrl = "https://demo.twilio.com/welcome/sms/reply",
            SmsMethod = "GET",
            SmsFallbackMethod = "GET",
            SmsApplicationSid = "AP00000000000000000000000000000001",
        });
        using var http = new HttpClient(new SocketsHttpHandler());

        await Client(http, twilio.Address).PointNumberAsync(Credentials, Number(), CancellationToken.None);

        var number = Assert.Single(twilio.World.Numbers);
        Assert.Equal((HookUrl + "#rc=3&rp=ct,rt,5xx", "POST"), (number.SmsUrl, number.SmsMethod));
        Assert.Equal((HookUrl + "#rc=3&rp=ct,rt,5xx", "POST"), (number.SmsFallbackUrl, number.SmsFallbackMethod));
        Assert.Equal("", number.SmsApplicationSid);
    }

    [Fact]
    public async Task A_number_that_only_contains_ours_is_left_alone()
    {
        await using var twilio = await StartAsync(new TwilioNumber
        {
            Sid = NumberSid,
            AccountSid = TestProduct.AccountSid,
            PhoneNumber = TestProduct.Number + "1",
        });
        using var http = new HttpClient(new SocketsHttpHandler());

        var refused = await Assert.ThrowsAsync<TwilioException>(
            () => Client(http, twilio.Address).PointNumberAsync(Credentials, Number(), CancellationToken.None));

        Assert.Equal((HttpStatusCode.NotFound, 20404), (refused.StatusCode, refused.Code));
        Assert.Equal("", Assert.Single(twilio.World.Numbers).SmsUrl);
    }

    [Fact]
    public async Task A_wrong_token_is_told_by_Twilios_code_and_repeats_no_secret()
    {
        await using var twilio = await StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler());
        var wrong = Credentials with { AuthTokens = [new Secret("a-wrong-token")] };

        var refused = await Assert.ThrowsAsync<TwilioException>(
            () => Client(http, twilio.Address).PointNumberAsync(wrong, Number(), CancellationToken.None));

        Assert.Equal((HttpStatusCode.Unauthorized, 20003, false), (refused.StatusCode, refused.Code, refused.IsTransient));
        Assert.DoesNotContain("a-wrong-token", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestProduct.Number[1..], refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestProduct.AccountSid, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://demo.twilio.com/welcome/sms/reply", "")]
    [InlineData(HookUrl, "")]
    [InlineData(HookUrl + "#rc=3&rp=ct,rt,5xx", "AP00000000000000000000000000000001")]
    public async Task A_change_that_did_not_take_is_a_failure(string smsUrl, string application)
    {
        using var script = new ScriptedHttp()
            .Answers(HttpMethod.Get, Lookup, HttpStatusCode.OK, $$"""
                {"incoming_phone_numbers":[{"sid":"{{NumberSid}}","phone_number":"{{TestProduct.Number}}"}]}
                """)
            .Answers(HttpMethod.Post, $"{Api}/IncomingPhoneNumbers/{NumberSid}.json", HttpStatusCode.OK, $$"""
                {"sid":"{{NumberSid}}","phone_number":"{{TestProduct.Number}}"}
                """)
            .Answers(HttpMethod.Get, $"{Api}/IncomingPhoneNumbers/{NumberSid}.json", HttpStatusCode.OK, $$"""
                {"sid":"{{NumberSid}}","phone_number":"{{TestProduct.Number}}","sms_url":"{{smsUrl}}",
                 "sms_fallback_url":"{{HookUrl}}#rc=3&rp=ct,rt,5xx","sms_application_sid":"{{application}}"}
                """);
        using var http = script.NewClient();

        await Assert.ThrowsAsync<TwilioException>(() =>
            Client(http, new Uri("https://api.example.com")).PointNumberAsync(Credentials, Number(), CancellationToken.None));

        Assert.Contains("SmsApplicationSid=", script.Requests[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "<html>down</html>", true)]
    [InlineData(HttpStatusCode.TooManyRequests, """{"code":20429}""", true)]
    [InlineData(HttpStatusCode.Forbidden, """{"code":20008}""", false)]
    public async Task Any_other_answer_is_one_exception_that_says_whether_it_may_pass(
        HttpStatusCode status, string body, bool mayPass)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, Lookup, status, body);
        using var http = script.NewClient();

        var failed = await Assert.ThrowsAsync<TwilioException>(() =>
            Client(http, new Uri("https://api.example.com")).PointNumberAsync(Credentials, Number(), CancellationToken.None));

        Assert.Equal((status, mayPass), (failed.StatusCode, failed.IsTransient));
    }

    private static Task<TwilioSimulator> StartAsync(params TwilioNumber[] numbers) => TwilioSimulator.StartAsync(
        new TwilioSimulatorOptions
        {
            Accounts = [new TwilioAccount { Sid = TestProduct.AccountSid, AuthToken = TestProduct.AuthToken }],
            Numbers = numbers,
        },
        TimeProvider.System);

    private static TwilioNumbers Client(HttpClient http, Uri address) =>
        new(new TwilioTransport(http, Options.Create(new TwilioOptions { BaseAddress = address }), TimeProvider.System));

    private static PhoneNumber Number()
    {
        Assert.True(PhoneNumber.TryParse(TestProduct.Number, out var number));
        return number;
    }
}
