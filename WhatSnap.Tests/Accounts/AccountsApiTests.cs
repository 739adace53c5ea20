using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Accounts;

public sealed class AccountsApiTests
{
    [Fact]
    public async Task An_account_is_added_watched_and_listed()
    {
        await using var api = await ApiStage.StartAsync();

        var added = await api.PostAsync("api/accounts", api.NewAccount("Support"));
        var id = added.Text("id");
        var first = await api.GetAsync($"api/accounts/{id}");
        await api.Stage.Flows.RunAllAsync();
        var last = await api.GetAsync($"api/accounts/{id}");
        var list = await api.GetAsync("api/accounts");

        Assert.Equal(HttpStatusCode.Accepted, added.Status);
        Assert.Equal(("pending", "running"), (first.Text("state", "code"), first.Text("connection", "state")));
        Assert.Equal(("active", "connected"), (last.Text("state", "code"), last.Text("connection", "state")));
        Assert.Equal("whatsnap-account-support", last.Text("tag"));
        Assert.Equal(10, last.Json.GetProperty("connection").GetProperty("steps").GetArrayLength());
        Assert.All(
            last.Json.GetProperty("connection").GetProperty("steps").EnumerateArray(),
            step => Assert.EndsWith(".", step.GetProperty("sentence").GetString(), StringComparison.Ordinal));
        Assert.Equal(2, list.Json.GetProperty("accounts").GetArrayLength());
        Assert.DoesNotContain(ConnectStage.Token, added.Body + first.Body + last.Body + list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_is_shown_and_answered()
    {
        await using var api = await ApiStage.StartAsync(number => number with { SmsUrl = "https://studio.example.com/" });
        var id = (await api.PostAsync("api/accounts", api.NewAccount("Support"))).Text("id");
        Reply? asked = null, answered = null;
        api.Stage.Flows.BeforeStep = async order =>
        {
            if (order is not Local.Flows.FlowOrder.Wait) return;
            asked = await api.GetAsync($"api/accounts/{id}");
            answered = await api.PostAsync($"api/accounts/{id}/answer", new { answer = "yes" });
        };

        await api.Stage.Flows.RunAllAsync();

        Assert.Equal("waiting", asked!.Text("connection", "state"));
        Assert.Contains("studio.example.com", asked.Json.GetProperty("connection").GetProperty("questions")[0].GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, answered!.Status);
        Assert.Equal("active", (await api.GetAsync($"api/accounts/{id}")).Text("state", "code"));
        Assert.Equal(HttpStatusCode.Conflict, (await api.PostAsync($"api/accounts/{id}/answer", new { answer = "yes" })).Status);
    }

    [Fact]
    public async Task A_pending_account_is_cancelled_by_removing_it()
    {
        await using var api = await ApiStage.StartAsync();
        var before = api.Stage.NumberAtTwilio;
        var id = (await api.PostAsync("api/accounts", api.NewAccount("Support"))).Text("id");

        var removed = await api.DeleteAsync($"api/accounts/{id}");
        await api.Stage.Flows.RunAllAsync();

        Assert.Equal(HttpStatusCode.Accepted, removed.Status);
        await api.Stage.AssertNothingIsLeftAsync(new AccountKey(api.Stage.LocationId, id), before);
    }

    [Fact]
    public async Task An_account_is_disconnected_reconnected_and_removed()
    {
        await using var api = await ApiStage.StartAsync();
        var id = (await api.PostAsync("api/accounts", api.NewAccount("Support"))).Text("id");
        await api.Stage.Flows.RunAllAsync();

        var disconnecting = await api.PostAsync($"api/accounts/{id}/disconnect", new { });
        await api.Stage.Flows.RunAllAsync();
        var disconnected = await api.GetAsync($"api/accounts/{id}");
        var again = await api.PostAsync($"api/accounts/{id}/disconnect", new { });
        await api.PostAsync($"api/accounts/{id}/reconnect", new { });
        await api.Stage.Flows.RunAllAsync();
        var reconnected = await api.GetAsync($"api/accounts/{id}");
        var twice = await api.PostAsync($"api/accounts/{id}/reconnect", new { });
        await api.DeleteAsync($"api/accounts/{id}");
        await api.Stage.Flows.RunAllAsync();

        Assert.Equal("disconnecting", disconnecting.Text("state", "code"));
        Assert.Equal("disconnected", disconnected.Text("state", "code"));
        Assert.Equal("active", reconnected.Text("state", "code"));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (again.Status, twice.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"api/accounts/{id}")).Status);
    }

    [Theory]
    [InlineData("fax", "Support", "AC0123456789abcdef0123456789abcdef", ConnectStage.Token, "+14155550100", "kind")]
    [InlineData("twilio", " ", "AC0123456789abcdef0123456789abcdef", ConnectStage.Token, "+14155550100", "name")]
    [InlineData("twilio", "Support", "SK0123456789abcdef0123456789abcdef", ConnectStage.Token, "+14155550100", "API key")]
    [InlineData("twilio", "Support", "0123456789abcdef0123456789abcdef", ConnectStage.Token, "+14155550100", "Account SID")]
    [InlineData("twilio", "Support", "AC0123456789abcdef0123456789abcdef", "short", "+14155550100", "Auth Token")]
    [InlineData("twilio", "Support", "AC0123456789abcdef0123456789abcdef", ConnectStage.Token, "4155550100", "phone number")]
    public async Task What_can_not_be_connected_is_refused_with_what_is_wrong(
        string kind, string name, string accountSid, string authToken, string phoneNumber, string about)
    {
        await using var api = await ApiStage.StartAsync();

        var refused = await api.PostAsync("api/accounts", new { kind, name, twilio = new { accountSid, authToken, phoneNumber } });

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(about, refused.Text("title"), StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(refused.Text("detail"));
        Assert.Single((await api.GetAsync("api/accounts")).Json.GetProperty("accounts").EnumerateArray());
    }

    [Fact]
    public async Task Blanks_around_what_is_pasted_do_not_matter()
    {
        await using var api = await ApiStage.StartAsync();

        var added = await api.PostAsync("api/accounts", new
        {
            kind = "twilio",
            name = "  Front   desk ",
            twilio = new { accountSid = $" {TestProduct.AccountSid} ", authToken = $"{ConnectStage.Token}\n", phoneNumber = $" {api.Stage.Number}" },
        });
        await api.Stage.Flows.RunAllAsync();

        Assert.Equal("Front desk", added.Text("name"));
        Assert.Equal("active", (await api.GetAsync($"api/accounts/{added.Text("id")}")).Text("state", "code"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"name\":7}")]
    public async Task A_body_that_is_not_the_json_expected_is_a_400(string body)
    {
        await using var api = await ApiStage.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await api.SendTextAsync(HttpMethod.Post, "api/accounts", body)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.SendTextAsync(HttpMethod.Patch, $"api/accounts/{api.SalesId}", body)).Status);
    }

    [Fact]
    public async Task An_eleventh_account_and_a_name_twice_are_refused()
    {
        await using var api = await ApiStage.StartAsync();
        await api.PostAsync("api/accounts", api.NewAccount("Account 1"));
        var twice = await api.PostAsync("api/accounts", api.NewAccount("account 1"));
        for (var index = 2; index <= 9; index++) await api.PostAsync("api/accounts", api.NewAccount($"Account {index}"));

        var full = await api.PostAsync("api/accounts", api.NewAccount("One more"));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (twice.Status, full.Status));
        Assert.Contains("10 accounts", full.Text("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_fifty_create_calls_at_nine_accounts_exactly_one_succeeds()
    {
        await using var api = await ApiStage.StartAsync();
        for (var index = 2; index <= 9; index++) await api.PostAsync("api/accounts", api.NewAccount($"Account {index}"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => api.PostAsync("api/accounts", api.NewAccount($"New {index}"))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.Equal(49, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Equal(10, (await api.GetAsync("api/accounts")).Json.GetProperty("accounts").GetArrayLength());
    }

    [Fact]
    public async Task The_numbers_of_an_account_are_listed_with_what_they_can_do_and_nothing_is_kept()
    {
        await using var api = await ApiStage.StartAsync();
        api.Stage.Twilio.World.SetNumber(api.Stage.NumberAtTwilio with { Sid = "PN00000000000000000000000000000111", PhoneNumber = "+14155550111", Sms = false });

        var listed = await api.PostAsync("api/twilio/numbers", new { accountSid = TestProduct.AccountSid, authToken = ConnectStage.Token });

        Assert.Equal(HttpStatusCode.OK, listed.Status);
        Assert.Equal("account_active", listed.Text("account", "code"));
        var numbers = listed.Json.GetProperty("numbers").EnumerateArray().ToDictionary(number => number.GetProperty("phoneNumber").GetString()!);
        Assert.True(numbers[api.Stage.Number].GetProperty("isUsable").GetBoolean());
        Assert.False(numbers["+14155550111"].GetProperty("isUsable").GetBoolean());
        Assert.Contains("texts", numbers["+14155550111"].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Single((await api.GetAsync("api/accounts")).Json.GetProperty("accounts").EnumerateArray());
    }

    [Fact]
    public async Task Wrong_credentials_are_told_in_words_when_numbers_are_listed()
    {
        await using var api = await ApiStage.StartAsync();

        var refused = await api.PostAsync("api/twilio/numbers", new { accountSid = TestProduct.AccountSid, authToken = "2222222222222222222222222222dead" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(StepFindings.Of("credentials_refused").Sentence, refused.Text("title"));
    }
}
