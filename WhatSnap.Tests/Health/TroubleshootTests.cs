using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Tests.Health;

/// <summary>The checks of an account, run on demand.</summary>
public sealed class TroubleshootTests
{
    [Fact]
    public async Task A_Twilio_account_that_works_passes_every_check()
    {
        await using var stage = await TwilioAsync();

        var checks = await ChecksAsync(stage);

        Assert.Equal(["account_active", "number_ready", "credit_available", "a2p_missing", "route_ours", "self_test_passed"], Codes(checks));
        Assert.Equal(["passed", "passed", "passed", "warning", "passed", "passed"], checks.Select(one => one.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task A_number_whose_texts_go_elsewhere_is_named()
    {
        await using var stage = await TwilioAsync();
        stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = "https://other.example.com/sms" });

        var check = (await ChecksAsync(stage)).Single(one => one.GetProperty("step").GetString() == "route");

        Assert.Equal(("route_elsewhere", "failed"), (check.GetProperty("code").GetString(), check.GetProperty("severity").GetString()));
        Assert.Contains("other.example.com", check.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_whose_texts_nobody_receives_is_named()
    {
        await using var stage = await TwilioAsync();
        stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = "" });

        Assert.Contains("route_gone_elsewhere", Codes(await ChecksAsync(stage)));
    }

    [Fact]
    public async Task A_token_that_Twilio_refuses_is_named()
    {
        await using var stage = await TwilioAsync();
        stage.OnTwilio.OnCall = _ => HttpFault.Unauthorized;

        Assert.Contains("credentials_refused", Codes(await ChecksAsync(stage)));
    }

    [Fact]
    public async Task A_Twilio_that_does_not_answer_fails_each_of_its_checks_alone()
    {
        await using var stage = await TwilioAsync();
        stage.OnTwilio.OnCall = _ => HttpFault.ServerError;

        Assert.Equal(["twilio_silent", "twilio_silent", "twilio_silent", "twilio_silent", "self_test_passed"], Codes(await ChecksAsync(stage)));
    }

    [Fact]
    public async Task Checks_that_do_not_end_are_said_and_the_others_are_shown()
    {
        var never = new Never();
        await using var stage = await ConnectStage.StartAsync(
            configure: services => services.AddHttpClient<TwilioTransport>().AddHttpMessageHandler(never.NewHandler));
        await stage.ConnectAsync();
        never.IsOn = true;

        var looking = ChecksAsync(stage);
        await Eventually.BecomesAsync(() =>
        {
            if (!looking.IsCompleted) stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
            return looking.IsCompleted;
        });

        Assert.Equal(["self_test_passed", "checks_unfinished"], Codes(await looking));
    }

    [Fact]
    public async Task Nothing_is_changed_by_looking()
    {
        await using var stage = await TwilioAsync();
        stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = "https://other.example.com/sms" });
        var (account, number) = (await stage.AccountAsync(await KeyAsync(stage)), stage.NumberAtTwilio);

        await ChecksAsync(stage);

        Assert.Equal(account!.ETag, (await stage.AccountAsync(account.Key))!.ETag);
        Assert.Equal(number, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_not_looked_at()
    {
        await using var stage = await TwilioAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(stage, "acc-none")).Status);
    }

    [Fact]
    public async Task A_linked_account_that_works_passes_every_check()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        Assert.Equal(["session_ready", "link_stands", "whatsapp_answers", "phone_seen", "connection_steady"], await CodesAsync(stage, key));
    }

    [Fact]
    public async Task A_phone_that_was_not_seen_for_ten_days_is_warned_of()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Product.Time.Advance(TimeSpan.FromDays(10));

        Assert.Contains("phone_unseen", await CodesAsync(stage, key));
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_named()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.OnWaha.OnCall = _ => HttpFault.ServerError;

        Assert.Equal("gateway_silent", (await CodesAsync(stage, key))[0]);
    }

    private static async Task<ConnectStage> TwilioAsync()
    {
        var stage = await ConnectStage.StartAsync();
        await stage.ConnectAsync();
        return stage;
    }

    private static async Task<AccountKey> KeyAsync(ConnectStage stage) =>
        (await stage.Product.Get<AccountTable>().ListAsync(stage.LocationId, CancellationToken.None)).Accounts.Single(account => account.Name == "Support").Key;

    private static async Task<List<JsonElement>> ChecksAsync(ConnectStage stage) =>
        [.. (await PostAsync(stage, (await KeyAsync(stage)).AccountId)).Json.GetProperty("checks").EnumerateArray()];

    private static async Task<Reply> PostAsync(ConnectStage stage, string accountId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/accounts/{accountId}/troubleshoot");
        var session = new ApiSession("company1", stage.LocationId, "user1", Rights.View);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stage.Product.Get<SessionTokens>().Issue(session).Token.Reveal());
        using var answer = await stage.Door.Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }

    private static async Task<List<string>> CodesAsync(WhatsAppStage stage, AccountKey key) =>
        Codes((await stage.PostAsync($"api/accounts/{key.AccountId}/troubleshoot")).Json.GetProperty("checks").EnumerateArray());

    private static List<string> Codes(IEnumerable<JsonElement> checks) => [.. checks.Select(one => one.GetProperty("code").GetString()!)];

    /// <summary>A Twilio that takes calls and never answers, whoever gives up.</summary>
    private sealed class Never
    {
        public bool IsOn { get; set; }

        public DelegatingHandler NewHandler() => new Handler(this);

        private sealed class Handler(Never never) : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
                never.IsOn ? new TaskCompletionSource<HttpResponseMessage>().Task : base.SendAsync(request, cancellationToken);
        }
    }
}
