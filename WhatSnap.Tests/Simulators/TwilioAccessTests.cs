using System.Net;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioAccessTests
{
    private const string Account = TwilioStage.AccountPath + ".json";
    private const string Numbers = TwilioStage.AccountPath + "/IncomingPhoneNumbers.json";
    private const string Child = "ACdddddddddddddddddddddddddddddddd";
    private const string Key = "SKcccccccccccccccccccccccccccccccc";

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    public async Task An_API_key_reads_numbers_and_only_a_main_one_the_account(bool isMain, HttpStatusCode account)
    {
        await using var stage = await TwilioStage.StartAsync();
        Change(stage, known => known with { ApiKeys = [new TwilioApiKey(Key, "secret", isMain)] });

        Assert.Equal(account, (await stage.GetAsync(Account, Key, "secret")).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Numbers, Key, "secret")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.GetAsync(Numbers, Key, "wrong")).Status);
    }

    [Fact]
    public async Task A_secondary_token_authenticates_and_signs_nothing_until_it_is_promoted()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("sms"));
        Change(stage, known => known with { SecondaryAuthToken = "second" });

        var read = await stage.GetAsync(Account, password: "second");
        await stage.TextAsync("before");
        stage.World.Promote(TwilioStage.AccountSid);
        await stage.TextAsync("after");

        Assert.Equal(TwilioStage.AuthToken, read.Body.Text("auth_token"));
        Assert.True(receiver.Received[0].IsSignedFor(receiver.Url("sms")));
        Assert.Equal(
            TwilioSigner.Sign("second", receiver.Url("sms"), receiver.Received[1].Form),
            receiver.Received[1].Headers["X-Twilio-Signature"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.GetAsync(Account)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Account, password: "second")).Status);
    }

    [Theory]
    [InlineData("Readable", 200, null, 403, 20005)]
    [InlineData("Unauthorized", 401, 20003, 401, 20003)]
    [InlineData("Forbidden", 403, 20403, 403, 20403)]
    public async Task A_suspended_account_answers_as_it_is_set_and_takes_its_subaccounts_along(
        string answer, int account, int? accountCode, int numbers, int numbersCode)
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.World.SetAccount(new TwilioAccount { Sid = Child, AuthToken = "child", OwnerSid = TwilioStage.AccountSid });
        Change(stage, known => known with { Status = "suspended", WhenInactive = Enum.Parse<InactiveAnswer>(answer) });

        foreach (var (sid, token) in new[] { (TwilioStage.AccountSid, TwilioStage.AuthToken), (Child, "child") })
        {
            var read = await stage.GetAsync($"/2010-04-01/Accounts/{sid}.json", sid, token);
            var listed = await stage.GetAsync($"/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json", sid, token);

            Assert.Equal((account, numbers), ((int)read.Status, (int)listed.Status));
            Assert.Equal(numbersCode, listed.Body.GetProperty("code").GetInt32());
            if (accountCode is null) Assert.Equal("suspended", read.Body.Text("status"));
            else Assert.Equal(accountCode, read.Body.GetProperty("code").GetInt32());
        }
    }

    [Fact]
    public async Task Test_credentials_are_20008_everywhere()
    {
        await using var stage = await TwilioStage.StartAsync();
        Change(stage, known => known with { IsTest = true });

        foreach (var path in new[] { Account, Numbers, $"{stage.MessagingAddress}v1/Services" })
        {
            var answer = await stage.GetAsync(path);
            Assert.Equal((HttpStatusCode.Forbidden, 20008), (answer.Status, answer.Body.GetProperty("code").GetInt32()));
        }
    }

    [Fact]
    public async Task The_messaging_host_answers_for_whose_credentials_are_shown()
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.World.SetAccount(new TwilioAccount { Sid = Child, AuthToken = "child", OwnerSid = TwilioStage.AccountSid });
        stage.World.SetService(new TwilioService { Sid = Sid("MG", 'a'), AccountSid = TwilioStage.AccountSid });
        stage.World.SetService(new TwilioService { Sid = Sid("MG", 'b'), AccountSid = Child });

        Assert.Equal(Sid("MG", 'a'), await OnlyServiceAsync(TwilioStage.AccountSid, TwilioStage.AuthToken));
        Assert.Equal(Sid("MG", 'b'), await OnlyServiceAsync(Child, "child"));
        var foreign = await stage.GetAsync($"{stage.MessagingAddress}v1/Services/{Sid("MG", 'a')}", Child, "child");
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);

        async Task<string?> OnlyServiceAsync(string user, string password)
        {
            var answer = await stage.GetAsync($"{stage.MessagingAddress}v1/Services", user, password);
            return Assert.Single(answer.Body.GetProperty("services").Texts("sid"));
        }
    }

    private static string Sid(string prefix, char digit) => prefix + new string(digit, 32);

    private static void Change(TwilioStage stage, Func<TwilioAccount, TwilioAccount> change) =>
        stage.World.SetAccount(change(stage.World.Account(TwilioStage.AccountSid)!));
}
