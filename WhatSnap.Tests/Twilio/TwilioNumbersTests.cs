using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioNumbersTests
{
    private const string List = TwilioApiStage.Api + "/IncomingPhoneNumbers.json?PageSize=500";
    private const string Path = "/2010-04-01/Accounts/" + TwilioApiStage.Sid + "/IncomingPhoneNumbers.json";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Capabilities_are_read_in_either_case(bool upperCase)
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetNumber(TwilioApiStage.MakeNumber(1, TestProduct.Number) with
        {
            UpperCaseCapabilities = upperCase,
            Mms = false,
            FriendlyName = "Front desk",
        });

        var number = Assert.Single(await stage.Numbers.ListNumbersAsync(TwilioApiStage.Credentials, CancellationToken.None));

        Assert.Equal((true, false, true), (number.Sms, number.Mms, number.Voice));
        Assert.Equal((TestProduct.Number, "Front desk", "local"), (number.PhoneNumber, number.FriendlyName, number.Type));
    }

    [Fact]
    public async Task All_pages_are_listed()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        for (var index = 2; index <= 1_201; index++)
        {
            stage.World.SetNumber(TwilioApiStage.MakeNumber(index, $"+1500{index:D7}"));
        }

        var numbers = await stage.Numbers.ListNumbersAsync(TwilioApiStage.Credentials, CancellationToken.None);

        Assert.Equal(1_201, numbers.DistinctBy(number => number.Sid).Count());
    }

    [Theory]
    [InlineData("https://evil.example/2010-04-01/Accounts")]
    [InlineData("//evil.example/2010-04-01/Accounts")]
    [InlineData("http://api.example.com/2010-04-01/Accounts")]
    [InlineData("https://api.example.com:444/2010-04-01/Accounts")]
    [InlineData("https://api.example.com@evil.example/")]
    [InlineData("https://user@api.example.com/2010-04-01/Accounts")]
    public async Task A_next_page_elsewhere_is_refused_and_never_asked(string next)
    {
        using var script = new ScriptedHttp().Answers(
            HttpMethod.Get, List, HttpStatusCode.OK, $$"""{"incoming_phone_numbers":[],"next_page_uri":"{{next}}"}""");
        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAsync<TwilioException>(
            () => stage.Numbers.ListNumbersAsync(TwilioApiStage.Credentials, CancellationToken.None));

        Assert.Single(script.Requests);
    }

    [Fact]
    public async Task A_list_without_end_is_read_to_a_bound()
    {
        using var script = new ScriptedHttp();
        var address = List;
        for (var page = 1; page <= 20; page++)
        {
            script.Answers(
                HttpMethod.Get, address, HttpStatusCode.OK, $$"""{"incoming_phone_numbers":[],"next_page_uri":"{{Path}}?Page={{page}}"}""");
            address = $"{TwilioApiStage.Api}/IncomingPhoneNumbers.json?Page={page}";
        }

        await using var stage = TwilioApiStage.Of(script);

        Assert.Empty(await stage.Numbers.ListNumbersAsync(TwilioApiStage.Credentials, CancellationToken.None));
        Assert.Equal(20, script.Requests.Count);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("\"\"", "\"\"")]
    public async Task Unset_routes_are_empty_whether_Twilio_says_null_or_nothing(string address, string method)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, List, HttpStatusCode.OK, $$"""
            {"incoming_phone_numbers":[{"sid":"PN1","phone_number":"+1","capabilities":null,"sms_url":{{address}},"type":null,
              "sms_method":{{method}},"sms_fallback_url":{{address}},"sms_fallback_method":{{method}},
              "sms_application_sid":{{address}} },{"sid":null,"phone_number":"+2"}],"next_page_uri":null}
            """);
        await using var stage = TwilioApiStage.Of(script);

        var number = Assert.Single(await stage.Numbers.ListNumbersAsync(TwilioApiStage.Credentials, CancellationToken.None));

        Assert.Equal(new TwilioRoute("PN1", "", "POST", "", "POST", "", null), number.Route);
        Assert.False(number.Sms || number.Mms || number.Voice);
    }

    [Fact]
    public async Task Only_exactly_this_number_is_found()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetNumber(TwilioApiStage.MakeNumber(2, TestProduct.Number + "1"));

        var found = await stage.Numbers.FindNumberAsync(TwilioApiStage.Credentials, TwilioApiStage.Number, CancellationToken.None);
        var missing = await stage.Numbers.FindNumberAsync(
            TwilioApiStage.Credentials, TwilioApiStage.Phone("+15005550199"), CancellationToken.None);

        Assert.Equal(TwilioApiStage.NumberSid, found!.Sid);
        Assert.Null(missing);
    }

    [Fact]
    public async Task A_route_is_set_read_back_and_put_back()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetNumber(TwilioApiStage.MakeNumber(1, TestProduct.Number) with
        {
            SmsUrl = "https://old.example/in?a=b&c=d",
            SmsMethod = "GET",
            SmsApplicationSid = "AP00000000000000000000000000000001",
        });
        var before = (await ReadAsync(stage)).Route;
        var ours = TwilioNumbers.RouteToUs(TwilioApiStage.NumberSid, "https://hooks.example.com/x");

        await stage.Numbers.SetRouteAsync(TwilioApiStage.Credentials, ours, CancellationToken.None);
        var during = (await ReadAsync(stage)).Route;
        await stage.Numbers.SetRouteAsync(TwilioApiStage.Credentials, before, CancellationToken.None);

        Assert.Equal(ours, during);
        Assert.Equal(("https://old.example/in?a=b&c=d", "GET"), (before.SmsUrl, before.SmsMethod));
        Assert.Equal(before, (await ReadAsync(stage)).Route);
    }

    [Fact]
    public async Task A_number_that_refuses_changes_says_so_and_keeps_its_route()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetNumber(TwilioApiStage.MakeNumber(1, TestProduct.Number) with { RefusesChanges = true });

        var refused = await Assert.ThrowsAsync<TwilioException>(() => stage.Numbers.SetRouteAsync(
            TwilioApiStage.Credentials, TwilioNumbers.RouteToUs(TwilioApiStage.NumberSid, "https://hooks.example.com/x"),
            CancellationToken.None));

        Assert.Equal((HttpStatusCode.BadRequest, 21649, false), (refused.StatusCode, refused.Code, refused.IsTransient));
        Assert.Equal("", (await ReadAsync(stage)).Route.SmsUrl);
    }

    [Fact]
    public async Task A_change_that_is_answered_and_not_made_is_seen_when_read_back()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetNumber(TwilioApiStage.MakeNumber(1, TestProduct.Number) with { IgnoresChanges = true });

        await Assert.ThrowsAsync<TwilioException>(
            () => stage.Numbers.PointNumberAsync(TwilioApiStage.Credentials, TwilioApiStage.Number, CancellationToken.None));
    }

    [Theory]
    [InlineData(TwilioFailure.NoAnswer, null)]
    [InlineData(TwilioFailure.ServerErrorAfterWork, HttpStatusCode.InternalServerError)]
    public async Task A_change_without_a_good_answer_may_have_been_made_and_can_be_repeated(
        TwilioFailure failure, HttpStatusCode? status)
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.Faults = new TwilioFaults { Calls = [new() { Call = TwilioCallName.UpdateNumber, Failure = failure }] };
        var ours = TwilioNumbers.RouteToUs(TwilioApiStage.NumberSid, "https://hooks.example.com/x");

        var failed = await Assert.ThrowsAsync<TwilioException>(
            () => stage.Numbers.SetRouteAsync(TwilioApiStage.Credentials, ours, CancellationToken.None));

        Assert.Equal((status, true), (failed.StatusCode, failed.IsTransient));
        Assert.Equal(ours, (await ReadAsync(stage)).Route);
        await stage.Numbers.SetRouteAsync(TwilioApiStage.Credentials, ours, CancellationToken.None);
    }

    private static Task<TwilioNumberInfo> ReadAsync(TwilioApiStage stage) =>
        stage.Numbers.ReadNumberAsync(TwilioApiStage.Credentials, TwilioApiStage.NumberSid, CancellationToken.None);
}
