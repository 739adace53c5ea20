using System.Net;
using System.Text;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioControlTests
{
    private const string Account = TwilioStage.AccountPath + ".json";

    [Fact]
    public async Task What_a_body_names_is_changed_and_the_rest_stays()
    {
        await using var stage = await TwilioStage.StartAsync("https://old.example/a");

        var number = await PutAsync(stage, $"numbers/{TwilioStage.NumberSid}", """{"sms":false,"refusesChanges":true}""");
        var account = await PutAsync(
            stage, $"accounts/{TwilioStage.AccountSid}", """{"status":"suspended","whenInactive":"Forbidden","type":"Trial"}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (number.Status, account.Status));
        Assert.Equal((false, true, "https://old.example/a"), (stage.Number.Sms, stage.Number.RefusesChanges, stage.Number.SmsUrl));
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.GetAsync(Account)).Status);
    }

    [Fact]
    public async Task What_is_not_there_is_added()
    {
        await using var stage = await TwilioStage.StartAsync();

        await PutAsync(stage, "services/MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", $$"""
            {"accountSid":"{{TwilioStage.AccountSid}}","numberSids":["{{TwilioStage.NumberSid}}"],"campaignStatus":"FAILED"}
            """);

        Assert.Equal("FAILED", Assert.Single(stage.World.Services).CampaignStatus);
        Assert.Contains("campaignStatus", (await stage.GetAsync("/_sim/state")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numbers/PNcccccccccccccccccccccccccccccccc", """{"sms":true}""")]
    [InlineData("numbers/" + TwilioStage.NumberSid, """{"texts":true}""")]
    [InlineData("numbers/" + TwilioStage.NumberSid, "nonsense")]
    [InlineData("faults", """{"calls":[{"call":"FlyToTheMoon","failure":"ServerError"}]}""")]
    public async Task What_is_incomplete_or_unknown_is_refused(string path, string body)
    {
        await using var stage = await TwilioStage.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(stage, path, body)).Status);
        Assert.True(stage.Number.Sms);
    }

    [Fact]
    public async Task A_secondary_token_is_promoted_and_without_one_nothing_is()
    {
        await using var stage = await TwilioStage.StartAsync();
        var nothing = await PostAsync(stage, $"accounts/{TwilioStage.AccountSid}/promote");
        await PutAsync(stage, $"accounts/{TwilioStage.AccountSid}", """{"secondaryAuthToken":"second"}""");

        var promoted = await PostAsync(stage, $"accounts/{TwilioStage.AccountSid}/promote");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NoContent), (nothing.Status, promoted.Status));
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Account, password: "second")).Status);
    }

    [Theory]
    [InlineData("ServerError", 500, 20500)]
    [InlineData("TooManyRequests", 429, 20429)]
    public async Task The_calls_that_are_named_fail_so_often_after_so_many(string failure, int status, int code)
    {
        await using var stage = await TwilioStage.StartAsync();
        await PutAsync(stage, "faults", $$"""{"calls":[{"call":"ReadAccount","failure":"{{failure}}","after":1,"times":2}]}""");

        var answers = new List<Exchange>();
        for (var call = 0; call < 4; call++) answers.Add(await stage.GetAsync(Account));

        Assert.Equal([200, status, status, 200], answers.Select(answer => (int)answer.Status));
        Assert.Equal(code, answers[1].Body.GetProperty("code").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(TwilioStage.AccountPath + "/Balance.json")).Status);
    }

    [Fact]
    public async Task A_call_without_an_answer_did_its_work()
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.World.Faults = new TwilioFaults
        {
            Calls = [new() { Call = TwilioCallName.UpdateNumber, Failure = TwilioFailure.NoAnswer }],
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => stage.PostFormAsync(
            $"{TwilioStage.AccountPath}/IncomingPhoneNumbers/{TwilioStage.NumberSid}.json", ("SmsUrl", "https://new.example/a")));

        Assert.Equal("https://new.example/a", stage.Number.SmsUrl);
    }

    private static Task<Exchange> PutAsync(TwilioStage stage, string path, string body) => stage.SendAsync(
        HttpMethod.Put, "/_sim/" + path, new StringContent(body, Encoding.UTF8, "application/json"), user: null);

    private static Task<Exchange> PostAsync(TwilioStage stage, string path) =>
        stage.SendAsync(HttpMethod.Post, "/_sim/" + path, body: null, user: null);
}
