using System.Collections.Concurrent;
using System.Text.Json;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

public sealed class WatchWhatsAppTests
{
    [Theory]
    [InlineData("STARTING", "connection_lost", "connection_lost")]
    [InlineData("STARTING", "connection_428", "connection_lost")]
    [InlineData("STARTING", "handed_over", "connection_lost")]
    [InlineData("STARTING", "replaced", "connection_replaced")]
    [InlineData("STOPPED", "", "session_restarting")]
    public async Task What_breaks_the_connection_is_told_with_an_action_and_is_over_when_it_works_again(string status, string reason, string state)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.Waha.AnnounceAsync(status, reason);
        var told = (await stage.GetAsync($"api/accounts/{key.AccountId}")).Json.GetProperty("state");
        await stage.Waha.AnnounceAsync("WORKING");

        Assert.Equal(state, told.GetProperty("code").GetString());
        Assert.NotEqual("", told.GetProperty("nextAction").GetString());
        Assert.Equal("active", await stage.ShownAsync(key));
    }

    [Fact]
    public async Task A_restriction_is_told_while_it_lasts()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.Waha.AnnounceAsync("WORKING", change: state => state.IsRestricted = true);
        var told = await stage.ShownAsync(key);
        await stage.Waha.AnnounceAsync("WORKING", change: state => state.IsRestricted = false);

        Assert.Equal("restricted", told);
        Assert.Equal("active", await stage.ShownAsync(key));
    }

    [Theory]
    [InlineData(nameof(HttpFault.LostBefore), "gateway_unreachable")]
    [InlineData(nameof(HttpFault.ServerError), "gateway_troubled")]
    [InlineData(nameof(HttpFault.Unauthorized), "gateway_troubled")]
    [InlineData(nameof(HttpFault.Nonsense), "gateway_troubled")]
    public async Task A_gateway_that_does_not_do_its_work_is_told_without_an_event_and_is_over_when_it_does(string fault, string state)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        stage.OnWaha.OnCall = _ => Enum.Parse<HttpFault>(fault);
        await stage.WatchAsync();
        var told = await stage.ShownAsync(key);
        stage.OnWaha.OnCall = null;
        await stage.WatchAsync();

        Assert.Equal(state, told);
        Assert.Equal("active", await stage.ShownAsync(key));
        Assert.Equal(0, stage.Restarts);
    }

    [Fact]
    public async Task Every_linked_account_is_looked_after_and_no_other()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await WhatsAppStage.StartAsync();
        var linked = await stage.ConnectAsync();
        var pending = await stage.AddAsync("Billing");
        ConcurrentBag<string> looked = [];
        stage.Product.Queue.Consumers[QueueNames.WatchWhatsApp] = (body, _) =>
        {
            looked.Add(body);
            return Task.CompletedTask;
        };

        await stage.Product.Get<StartWatch>().RunAsync(CancellationToken.None);
        await stage.Product.Queue.RunDueAsync();

        Assert.Contains(linked.ToString(), looked);
        Assert.DoesNotContain(pending.ToString(), looked);
        Assert.DoesNotContain(stage.Product.Account.Key.ToString(), looked);
    }

    [Fact]
    public async Task A_session_that_was_stopped_is_started_again()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        stage.Waha.Only.Status = "STOPPED";

        await stage.WatchAsync();

        Assert.Equal("STARTING", stage.Waha.Only.Status);
    }

    [Fact]
    public async Task A_session_that_the_gateway_lost_is_made_again_and_works_with_its_new_key_where_the_link_was_kept()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var me = stage.Waha.Only.Me;
        stage.Waha.Sessions.Clear();

        await stage.WatchAsync();
        var made = stage.Waha.Only;
        await stage.Waha.AnnounceAsync("WORKING", change: state => state.Me = me);

        Assert.Equal(2, stage.Starts);
        Assert.Equal(made.Key, (await stage.AccountAsync(key))!.WhatsApp!.SessionKey!.Reveal());
        Assert.Equal("active", await stage.ShownAsync(key));
        await stage.TellAndRunAsync(new WahaText("Hello again", "+15005550145"));
        Assert.Single(stage.Product.CrmMessages);
    }

    [Fact]
    public async Task A_session_that_asks_for_a_phone_has_no_link_any_more()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.Waha.AnnounceQrAsync("qr-2");

        Assert.Equal("unlinked", await stage.ShownAsync(key));
    }

    [Fact]
    public async Task A_session_that_fails_without_a_reason_is_started_again_with_growing_pauses_and_a_few_times()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var start = stage.Product.Time.GetUtcNow();
        List<double> tries = [];
        stage.Waha.BeforeAnswer = path =>
        {
            if (!path.EndsWith("/restart", StringComparison.Ordinal)) return Task.CompletedTask;
            stage.Waha.Only.Status = "FAILED";
            tries.Add((stage.Product.Time.GetUtcNow() - start).TotalMinutes);
            return Task.CompletedTask;
        };

        await stage.Waha.AnnounceAsync("FAILED");
        var told = await stage.ShownAsync(key);
        await stage.WatchAsync(TimeSpan.FromHours(8));

        Assert.Equal("session_restarting", told);
        Assert.Equal(RepairWhatsApp.MostTries, tries.Count);
        var pauses = tries.Skip(1).Zip(tries, (later, earlier) => later - earlier).ToList();
        Assert.Equal(pauses.Order(), pauses);
        Assert.True(pauses[^1] >= 60, $"{pauses[^1]} minutes");
        Assert.Equal("session_failed", await stage.ShownAsync(key));
        await stage.Waha.AnnounceAsync("WORKING");
        Assert.Equal("active", await stage.ShownAsync(key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_whose_gateway_was_too_old_goes_on_when_an_updated_one_says_that_it_works(bool isAnnounced)
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("FAILED", "client_outdated");
        await stage.WatchAsync(TimeSpan.FromHours(1));
        var told = await stage.ShownAsync(key);

        if (isAnnounced) await stage.Waha.AnnounceAsync("WORKING");
        stage.Waha.Only.Status = "WORKING";
        await stage.Product.Get<StartWatch>().RunAsync(CancellationToken.None);
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(("gateway_outdated", "active"), (told, await stage.ShownAsync(key)));
        Assert.Equal(0, stage.Restarts);
        Assert.Null((await stage.AccountAsync(key))!.Health!.BrokenSince);
    }

    [Fact]
    public async Task Two_looks_at_once_start_a_session_once()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.Only.Status = "STOPPED";
        stage.Waha.BeforeAnswer = path =>
        {
            if (path.EndsWith("/start", StringComparison.Ordinal)) stage.Waha.Only.Status = "STOPPED";
            return Task.CompletedTask;
        };
        var before = stage.Starts;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => stage.Product.Get<WatchWhatsApp>().RunAsync(key.ToString(), CancellationToken.None)));

        Assert.Equal((before + 1, "session_restarting"), (stage.Starts, await stage.ShownAsync(key)));
    }

    [Fact]
    public async Task Accounts_without_a_link_are_left_alone()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("FAILED", "logged_out");
        var calls = stage.Waha.Calls.Count;

        await stage.WatchAsync(TimeSpan.FromHours(1));

        Assert.Equal(calls, stage.Waha.Calls.Count);
    }

    [Fact]
    public async Task A_troubled_account_stays_the_one_that_sends()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("STARTING", "connection_lost");

        var reply = await stage.PatchAsync($"api/accounts/{key.AccountId}", new { isDefault = true });

        Assert.Equal(JsonValueKind.True, reply.Json.GetProperty("isDefault").ValueKind);
    }
}
