using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

public sealed class WhatsAppEventsTests
{
    [Fact]
    public void The_signature_is_the_one_of_WAHAs_own_example()
    {
        var body = """{"event":"message","session":"default","engine":"WEBJS"}""";

        Assert.StartsWith("208f8a55dde9", FakeWaha.Sign(body, "my-secret-key"), StringComparison.Ordinal);
        Assert.True(WahaEvent.IsSigned(System.Text.Encoding.UTF8.GetBytes(body), FakeWaha.Sign(body, "my-secret-key"), "my-secret-key"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz")]
    [InlineData("wrong")]
    public async Task Without_a_valid_signature_nothing_is_taken(string? signature)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        var body = stage.Waha.EventOf("FAILED").ToJsonString();
        stage.Waha.Only.Status = "FAILED";

        using var answer = await stage.Waha.PostAsync(stage.Waha.HookUrl, body, signature == "wrong" ? FakeWaha.Sign(body, "another-key-for-tests") : signature);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var (all, _) = await stage.Product.Get<AccountTable>().ListAsync(stage.Product.LocationId, CancellationToken.None);
        Assert.All(all, account => Assert.Equal(AccountStates.Active.Code, account.StateCode));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"id":"evt_1","event":"session.status"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"id":7,"event":"session.status","session":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"id":"evt_1","event":"message.any","session":"another","payload":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"id":"evt_1","event":"session.status","session":"another","payload":{}}""", HttpStatusCode.NotFound)]
    [InlineData("""{"id":"evt_1","event":"message.any","session":"another","payload":{"body":"Hello"}}""", HttpStatusCode.NotFound)]
    public async Task What_is_no_event_of_ours_is_refused(string body, HttpStatusCode status)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();

        using var answer = await stage.Waha.PostAsync(stage.Waha.HookUrl, body, FakeWaha.Sign(body));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Too_large_bodies_and_unknown_addresses_are_refused()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        var large = new string(' ', WhatsAppEventsEndpoint.LargestBody + 1);

        using var tooLarge = await stage.Waha.PostAsync(stage.Waha.HookUrl, large, FakeWaha.Sign(large));
        using var unknown = await stage.Waha.PostAsync($"{stage.Door.Address}hooks/whatsapp/{HookTable.NewKey()}", "{}", FakeWaha.Sign("{}"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task An_event_that_nobody_keeps_is_not_confirmed_and_not_asked_for()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();

        using var answer = await stage.Waha.PostAsync(stage.Waha.EventOf("", kind: "group.v2.join"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var told = stage.Waha.Only.Config["webhooks"]![0]!["events"]!.AsArray().Select(one => one!.GetValue<string>());
        Assert.Equal(WahaEvent.Subscribed, told);
        Assert.All(told, kind => Assert.True(kind is WahaEvent.SessionStatus or WahaEvent.Ack || TakeWhatsAppMessage.Takes(kind)));
    }

    [Fact]
    public async Task A_session_that_was_linked_before_messages_were_taken_is_made_to_tell_them_when_it_connects_next()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        stage.Waha.Only.Config["webhooks"]![0]!["events"] = new System.Text.Json.Nodes.JsonArray("session.status");

        using var first = await stage.Waha.AnnounceAsync("WORKING");
        using var second = await stage.Waha.AnnounceAsync("WORKING");

        Assert.Equal(WahaEvent.Subscribed, stage.Waha.Only.Config["webhooks"]![0]!["events"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Single(stage.Waha.Calls, call => call.Method == "PUT");
        Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
    }

    [Theory]
    [InlineData("url", false, 1)]
    [InlineData("url", true, 1)]
    [InlineData("key", false, 1)]
    [InlineData("key", true, 0)]
    public async Task A_session_learns_of_a_new_address_or_key_within_minutes_and_once_as_far_as_the_gateway_shows_them(string what, bool isHidden, int times)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        stage.Waha.HidesKeys = isHidden;
        var (webhook, now) = (stage.Waha.Only.Config["webhooks"]![0]!, stage.Waha.Only.Config.ToJsonString());
        if (what == "url") webhook["url"] = "https://before.example.com/hooks/whatsapp/1";
        else webhook["hmac"]!["key"] = "key-before-it-was-changed";
        var before = stage.Waha.Only.Config.ToJsonString();

        await stage.WatchAsync();
        if (times > 0) await stage.Waha.AnnounceAsync("WORKING");
        stage.Waha.Only.Status = "WORKING";
        await stage.WatchAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(times, stage.Waha.Calls.Count(call => call.Method == "PUT"));
        Assert.Equal(times > 0 ? now : before, stage.Waha.Only.Config.ToJsonString());
    }

    [Fact]
    public async Task A_repeated_event_is_confirmed_and_changes_nothing()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();

        var answers = await AnnounceTwiceAsync(stage, key, HttpFault.None);

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent], answers);
        Assert.Single(stage.Waha.Calls, call => call.Path.EndsWith("/auth/qr", StringComparison.Ordinal));
        Assert.Equal("connected", await stage.EndAsync(key));
    }

    [Fact]
    public async Task An_event_that_can_t_be_kept_is_asked_for_again_and_then_taken()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();

        var answers = await AnnounceTwiceAsync(stage, key, HttpFault.LostBefore);

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.NoContent], answers);
    }

    /// <summary>One event of a code is told twice, the first time with a fault on the way to the gateway; then the code is scanned.</summary>
    private static async Task<List<HttpStatusCode>> AnnounceTwiceAsync(WhatsAppStage stage, AccountKey key, HttpFault atFirst)
    {
        List<HttpStatusCode> answers = [];
        stage.OnWaits(
            async () =>
            {
                stage.Waha.Only.Qr = "qr-1";
                var announced = stage.Waha.EventOf("SCAN_QR_CODE");
                stage.OnWaha.OnCall = _ => atFirst;
                answers.Add((await stage.Waha.PostAsync(announced)).StatusCode);
                stage.OnWaha.OnCall = null;
                answers.Add((await stage.Waha.PostAsync(announced)).StatusCode);
                Assert.NotNull(await stage.Product.Get<QrCodeTable>().FindAsync(key, CancellationToken.None));
            },
            () => stage.Waha.LinkAsync(stage.Number));
        await stage.Flows.RunAllAsync();
        return answers;
    }
}
