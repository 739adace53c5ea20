using WhatSnap.Core.Accounts;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Whether messages may have been missed, and what is told of it.</summary>
public sealed class MissingMessagesTests
{
    [Fact]
    public async Task After_an_outage_that_the_gateway_caught_up_with_nothing_is_missing_and_the_account_says_until_when()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.WatchAsync();
        await stage.Waha.AnnounceAsync("STARTING", "connection_428");
        stage.Product.Time.Advance(TimeSpan.FromHours(3));
        var meanwhile = (await stage.AccountAsync(key))!;

        await stage.Waha.AnnounceAsync("WORKING", change: state => state.CaughtUp = false);
        var notYet = (await stage.AccountAsync(key))!;
        stage.Waha.Only.CaughtUp = true;
        await stage.WatchAsync();

        Assert.NotNull(meanwhile.Health!.BrokenSince);
        Assert.Equal((meanwhile.Health.BrokenSince, meanwhile.ReconciledUntil), (notYet.Health!.BrokenSince, notYet.ReconciledUntil));
        var after = (await stage.AccountAsync(key))!;
        Assert.Equal((null, stage.Product.Time.GetUtcNow()), (after.Health!.BrokenSince, after.ReconciledUntil));
        Assert.Empty(await stage.NotesAsync(key));
    }

    [Fact]
    public async Task After_an_outage_of_which_the_gateway_says_nothing_its_times_are_told()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.Only.CaughtUp = null;
        await stage.Waha.AnnounceAsync("STARTING");
        stage.Product.Time.Advance(TimeSpan.FromMinutes(90));

        await stage.Waha.AnnounceAsync("WORKING");

        Assert.Equal(
            "Messages between 23 November 2026 12:00 UTC and 23 November 2026 13:30 UTC may be missing: the account was not connected then.",
            Assert.Single(await stage.NotesAsync(key)));
        Assert.Null((await stage.AccountAsync(key))!.ReconciledUntil);
        stage.Product.Time.Advance(TimeSpan.FromDays(31));
        await stage.Waha.AnnounceAsync("WORKING", change: state => state.PhoneSeenAt = stage.Product.Time.GetUtcNow());
        await stage.WatchAsync();
        Assert.Empty(await stage.NotesAsync(key));
    }

    [Fact]
    public async Task A_short_break_of_which_the_gateway_says_nothing_is_not_worth_telling()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.Only.CaughtUp = null;

        await stage.Waha.AnnounceAsync("STARTING");
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        await stage.Waha.AnnounceAsync("WORKING");

        Assert.Empty(await stage.NotesAsync(key));
    }

    [Fact]
    public async Task A_link_that_had_ended_leaves_a_note_and_the_new_one_asks_the_phone_for_what_came_meanwhile()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("FAILED", "logged_out");
        var lost = stage.Product.Time.GetUtcNow();
        stage.Product.Time.Advance(TimeSpan.FromHours(2));

        await stage.RelinkAsync(key);

        Assert.Equal($"{lost.ToUnixTimeSeconds()}", stage.Waha.Only.Config["metadata"]!["messagesSince"]!.GetValue<string>());
        var gap = Assert.Single((await stage.AccountAsync(key))!.Health!.Gaps);
        Assert.Equal(lost, gap.From);
        Assert.StartsWith("Messages between 23 November 2026 12:00 UTC and 23 November 2026 14:00 UTC may be missing", Assert.Single(await stage.NotesAsync(key)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_link_that_ended_while_nobody_heard_of_it_all_is_asked_for_and_told_since_it_was_last_sure(bool hasBrokenBefore)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.WatchAsync(TimeSpan.FromHours(1));
        var sure = (await stage.AccountAsync(key))!.ReconciledUntil!.Value;
        stage.Product.Time.Advance(TimeSpan.FromHours(9));

        if (hasBrokenBefore) await stage.Waha.AnnounceAsync("STARTING");
        await stage.Waha.AnnounceAsync("FAILED", "logged_out");
        await stage.RelinkAsync(key);

        Assert.Equal($"{sure.ToUnixTimeSeconds()}", stage.Waha.Only.Config["metadata"]!["messagesSince"]!.GetValue<string>());
        Assert.Equal(sure, Assert.Single((await stage.AccountAsync(key))!.Health!.Gaps).From);
    }

    [Fact]
    public async Task What_came_before_an_account_was_connected_anew_is_not_asked_for_at_the_next_end()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.WatchAsync();
        await stage.PostAsync($"api/accounts/{key.AccountId}/disconnect");
        await stage.Flows.RunAllAsync();
        stage.Product.Time.Advance(TimeSpan.FromDays(9));
        await stage.RelinkAsync(key);
        var connected = (await stage.AccountAsync(key))!.ConnectedAt;
        stage.Product.Time.Advance(TimeSpan.FromMinutes(2));

        await stage.Waha.AnnounceAsync("FAILED", "logged_out");

        Assert.Equal(connected, (await stage.AccountAsync(key))!.Health!.BrokenSince);
    }

    [Fact]
    public async Task What_came_while_its_owner_had_disconnected_an_account_is_neither_asked_for_nor_told()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.WatchAsync();
        await stage.PostAsync($"api/accounts/{key.AccountId}/disconnect");
        await stage.Flows.RunAllAsync();

        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        stage.OnWaits(() => stage.Waha.LinkAsync(stage.Number));
        await stage.Flows.RunAllAsync();

        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Null(stage.Waha.Only.Config["metadata"]);
        Assert.Empty(await stage.NotesAsync(key));
    }

    [Fact]
    public async Task An_old_account_whose_first_link_ends_before_anything_was_noted_is_told_from_then_on()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        Assert.Null((await stage.AccountAsync(key))!.Health);

        await stage.Waha.AnnounceAsync("FAILED", "logged_out");

        Assert.Equal(stage.Product.Time.GetUtcNow(), (await stage.AccountAsync(key))!.Health!.BrokenSince);
    }

    [Theory]
    [InlineData(6, null)]
    [InlineData(7, "for 7 days. WhatsApp ends the link when the phone is not online for 14 days: in 7 days.")]
    [InlineData(10, "for 10 days. WhatsApp ends the link when the phone is not online for 14 days: in 4 days.")]
    [InlineData(13, "for 13 days. WhatsApp ends the link when the phone is not online for 14 days: tomorrow.")]
    [InlineData(15, "for 15 days. WhatsApp ends the link when the phone is not online for 14 days: at any time now.")]
    public async Task A_phone_that_was_not_seen_for_a_week_is_warned_of_with_the_days_that_are_left(int days, string? told)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.Only.PhoneSeenAt = stage.Product.Time.GetUtcNow().AddDays(1).AddMinutes(5);
        stage.Product.Time.Advance(TimeSpan.FromDays(1));
        await stage.WatchAsync();

        stage.Product.Time.Advance(TimeSpan.FromDays(days));
        var notes = await stage.NotesAsync(key);
        stage.Waha.Only.PhoneSeenAt = stage.Product.Time.GetUtcNow();
        await stage.WatchAsync();

        if (told is null) Assert.Empty(notes);
        else Assert.EndsWith(told, Assert.Single(notes), StringComparison.Ordinal);
        Assert.Empty(await stage.NotesAsync(key));
    }

    [Fact]
    public async Task Where_the_gateway_says_nothing_of_the_phone_what_is_written_on_it_shows_that_it_is_used()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Product.Time.Advance(TimeSpan.FromDays(8));
        var before = await stage.NotesAsync(key);

        await stage.TellAsync(new WahaText("From the shop", "+15005550145") { IsFromMe = true });
        await stage.WatchAsync();

        Assert.Single(before);
        Assert.Empty(await stage.NotesAsync(key));
    }
}
