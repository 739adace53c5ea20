using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioApiTests
{
    private const string Numbers = TwilioStage.AccountPath + "/IncomingPhoneNumbers.json";
    private const string Number = TwilioStage.AccountPath + "/IncomingPhoneNumbers/" + TwilioStage.NumberSid + ".json";
    private const string Messages = TwilioStage.AccountPath + "/Messages.json";

    [Fact]
    public async Task The_account_shows_its_token_and_its_balance()
    {
        await using var stage = await TwilioStage.StartAsync();

        var account = await stage.GetAsync(TwilioStage.AccountPath + ".json");
        var balance = await stage.GetAsync(TwilioStage.AccountPath + "/Balance.json");

        Assert.Equal(TwilioStage.AuthToken, account.Body.GetProperty("auth_token").GetString());
        Assert.Equal("active", account.Body.GetProperty("status").GetString());
        Assert.Equal("Full", account.Body.GetProperty("type").GetString());
        Assert.Equal("20.00", balance.Body.GetProperty("balance").GetString());
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(TwilioStage.AccountSid, "wrong")]
    [InlineData("ACcccccccccccccccccccccccccccccccc", TwilioStage.AuthToken)]
    public async Task Wrong_credentials_are_20003(string? user, string password)
    {
        await using var stage = await TwilioStage.StartAsync();

        var answer = await stage.GetAsync(TwilioStage.AccountPath + ".json", user, password);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        const string link = "https://www.twilio.com/docs/errors/20003";
        Assert.Equal($$"""{"code":20003,"message":"Authenticate","more_info":"{{link}}","status":401}""", answer.Text);
    }

    [Theory]
    [InlineData(TwilioStage.AccountPath + "/IncomingPhoneNumbers/PNcccccccccccccccccccccccccccccccc.json")]
    [InlineData(TwilioStage.AccountPath + "/Messages/SMcccccccccccccccccccccccccccccccc.json")]
    public async Task What_does_not_exist_is_20404(string path)
    {
        await using var stage = await TwilioStage.StartAsync();

        var answer = await stage.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(20404, answer.Body.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_subaccount_has_no_balance_and_is_readable_by_its_owner()
    {
        await using var stage = await TwilioStage.StartAsync();
        const string sid = "ACdddddddddddddddddddddddddddddddd";
        stage.World.SetAccount(new TwilioAccount
        {
            Sid = sid,
            AuthToken = "sub",
            OwnerSid = TwilioStage.AccountSid,
            Balance = null,
        });

        var account = await stage.GetAsync($"/2010-04-01/Accounts/{sid}.json");
        var balance = await stage.GetAsync($"/2010-04-01/Accounts/{sid}/Balance.json", sid, "sub");

        Assert.Equal(TwilioStage.AccountSid, account.Body.GetProperty("owner_account_sid").GetString());
        Assert.Equal(HttpStatusCode.NotFound, balance.Status);
        var owner = await stage.GetAsync(TwilioStage.AccountPath + ".json", sid, "sub");
        Assert.Equal(HttpStatusCode.Unauthorized, owner.Status);
    }

    [Theory]
    [InlineData("%2B14155550199", 1)]
    [InlineData("%2B1415555", 1)]
    [InlineData("%2B1415*0199", 1)]
    [InlineData("%2B14155550198", 0)]
    public async Task Numbers_are_found_by_a_part_of_them(string sought, int count)
    {
        await using var stage = await TwilioStage.StartAsync();

        var answer = await stage.GetAsync($"{Numbers}?PhoneNumber={sought}&PageSize=50");

        Assert.Equal(count, answer.Body.GetProperty("incoming_phone_numbers").GetArrayLength());
        Assert.Equal(50, answer.Body.GetProperty("page_size").GetInt32());
    }

    [Fact]
    public async Task An_update_changes_what_is_sent_in_exactly_the_documented_spelling()
    {
        await using var stage = await TwilioStage.StartAsync("https://old.example/a", "https://old.example/b");
        stage.Number = stage.Number with { SmsApplicationSid = "APcccccccccccccccccccccccccccccccc" };

        var answer = await stage.PostFormAsync(
            Number,
            ("SmsUrl", "https://new.example/in#rc=3&rp=all"),
            ("smsFallbackUrl", "https://ignored.example"),
            ("SmsApplicationSid", ""));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("https://new.example/in#rc=3&rp=all", answer.Body.GetProperty("sms_url").GetString());
        Assert.Equal("https://old.example/b", answer.Body.GetProperty("sms_fallback_url").GetString());
        Assert.Equal("", answer.Body.GetProperty("sms_application_sid").GetString());
        Assert.Equal(answer.Text, (await stage.GetAsync(Number)).Text);
    }

    [Theory]
    [InlineData("SmsUrl", "nowhere", 21402)]
    [InlineData("SmsMethod", "PUT", 21403)]
    public async Task A_wrong_value_changes_nothing(string name, string value, int code)
    {
        await using var stage = await TwilioStage.StartAsync("https://old.example/a");

        var answer = await stage.PostFormAsync(Number, ("SmsFallbackUrl", "https://new.example"), (name, value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(code, answer.Body.GetProperty("code").GetInt32());
        Assert.Equal("", stage.Number.SmsFallbackUrl);
    }

    [Fact]
    public async Task A_sent_text_can_be_read_back_with_an_RFC_2822_date()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 9, 8, 7, 654, TimeSpan.Zero));
        await using var stage = await TwilioStage.StartAsync(time: time);
        var text = await stage.TextAsync("hello");

        var message = (await stage.GetAsync($"{TwilioStage.AccountPath}/Messages/{text.Sid}.json")).Body;

        Assert.Equal("hello", message.GetProperty("body").GetString());
        Assert.Equal(("inbound", "received"), (message.Text("direction"), message.Text("status")));
        Assert.Equal("Tue, 03 Nov 2026 09:08:07 +0000", message.GetProperty("date_sent").GetString());
        Assert.Equal(TwilioStage.Customer, message.GetProperty("from").GetString());
    }

    [Fact]
    public async Task The_list_filters_by_numbers_and_date()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero));
        await using var stage = await TwilioStage.StartAsync(time: time);
        foreach (var text in new[] { "a", "b", "c" })
        {
            await stage.TextAsync(text);
            time.Advance(TimeSpan.FromHours(12));
        }

        Assert.Equal(["c", "b", "a"], await BodiesAsync(stage, $"?To={Uri.EscapeDataString(TwilioStage.Business)}"));
        Assert.Empty(await BodiesAsync(stage, "?From=%2B19995550100"));
        Assert.Equal(["c", "b"], await BodiesAsync(stage, "?DateSent%3E=2026-11-03T12:00:00Z"));
        Assert.Equal(["c"], await BodiesAsync(stage, "?DateSent>=2026-11-04"));
        Assert.Equal(["b", "a"], await BodiesAsync(stage, "?DateSent=2026-11-03"));
        Assert.Equal(["b", "a"], await BodiesAsync(stage, "?DateSent%3C=2026-11-03"));
    }

    [Fact]
    public async Task The_list_pages_by_its_own_links_while_new_texts_arrive()
    {
        await using var stage = await TwilioStage.StartAsync();
        for (var number = 0; number < 5; number++) await stage.TextAsync(number.ToString(CultureInfo.InvariantCulture));

        var bodies = new List<string?>();
        string? path = Messages + "?PageSize=2&To=" + Uri.EscapeDataString(TwilioStage.Business);
        for (var page = 0; page < 3; page++)
        {
            var answer = (await stage.GetAsync(path!)).Body;
            bodies.AddRange(answer.GetProperty("messages").Texts("body"));
            path = answer.Text("next_page_uri");
            await stage.TextAsync("new");
        }

        Assert.Null(path);
        Assert.Equal(["4", "3", "2", "1", "0"], bodies);
    }

    private static async Task<IReadOnlyList<string?>> BodiesAsync(TwilioStage stage, string query)
    {
        var answer = await stage.GetAsync(Messages + query);
        return answer.Body.GetProperty("messages").Texts("body");
    }

    [Fact]
    public async Task An_outage_cuts_every_call()
    {
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { Unavailable = true });

        await Assert.ThrowsAsync<HttpRequestException>(() => stage.GetAsync(Messages));
        stage.World.Faults = new TwilioFaults();

        Assert.Equal(JsonValueKind.Array, (await stage.GetAsync(Messages)).Body.GetProperty("messages").ValueKind);
    }

    [Fact]
    public async Task Latency_and_its_jitter_delay_every_call()
    {
        var time = new FakeTimeProvider();
        await using var stage = await TwilioStage.StartAsync(
            time: time, faults: new TwilioFaults { LatencyMs = 300, LatencyJitterMs = 200 });
        var start = time.GetUtcNow();

        var call = stage.GetAsync(Messages);
        await time.RunAsync(call);

        Assert.Equal(HttpStatusCode.OK, (await call).Status);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromMilliseconds(300));
    }
}
