using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

public sealed class ReconnectWhatsAppTests
{
    [Theory]
    [InlineData("logged_out", "unlinked")]
    [InlineData("banned", "banned")]
    [InlineData("client_outdated", "gateway_outdated")]
    public async Task A_link_that_ends_is_told_and_a_new_one_keeps_id_tag_and_number(string reason, string state)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var before = (await stage.AccountAsync(key))!;

        await stage.Waha.AnnounceAsync("FAILED", reason);
        var told = (await stage.AccountAsync(key))!.StateCode;
        var reconnect = await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        stage.OnWaits(() => stage.Waha.AnnounceQrAsync("qr-2"), () => stage.Waha.LinkAsync(stage.Number));
        await stage.Flows.RunAllAsync();

        Assert.Equal(state, told);
        Assert.Equal(HttpStatusCode.Accepted, reconnect.Status);
        var after = (await stage.AccountAsync(key))!;
        Assert.Equal((AccountStates.Active.Code, before.Tag, before.Number), (after.StateCode, after.Tag, after.Number));
    }

    [Fact]
    public async Task An_old_event_does_not_change_an_account_whose_session_works()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.Waha.PostAsync(stage.Waha.EventOf("FAILED", "logged_out"));

        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_reconnection_that_nobody_scans_goes_back_to_where_it_was_and_keeps_the_number()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await using var other = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("FAILED", "logged_out");

        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        await stage.Flows.RunAllAsync();
        var elsewhere = await other.ConnectAsync(number: stage.Number);

        Assert.Equal(ConnectionEnds.NotScanned, await stage.EndAsync(key));
        var account = (await stage.AccountAsync(key))!;
        Assert.Equal((AccountStates.Unlinked.Code, stage.Number), (account.StateCode, account.Number.ToString()));
        Assert.Empty(stage.Waha.Sessions);
        Assert.Equal("number_connected_elsewhere", await other.EndAsync(elsewhere));
    }

    [Fact]
    public async Task Another_phone_than_the_accounts_own_is_refused_and_unlinked_again()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("FAILED", "logged_out");

        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        stage.OnWaits(() => stage.Waha.LinkAsync(ConnectStage.NewNumber()));
        await stage.Flows.RunAllAsync();

        Assert.Equal("linked_number_differs", await stage.EndAsync(key));
        Assert.Equal(stage.Number, (await stage.AccountAsync(key))!.Number.ToString());
        Assert.Empty(stage.Waha.Sessions);
    }

    [Fact]
    public async Task What_another_phone_than_the_accounts_own_tells_is_confirmed_and_not_kept()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("FAILED", "logged_out");
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        var other = ConnectStage.NewNumber();
        stage.OnWaits(async () =>
        {
            (stage.Waha.Only.Status, stage.Waha.Only.Me) = ("WORKING", $"{other.TrimStart('+')}@c.us");
            await stage.TellAsync(new WahaText("Of its history", "+15005550145") { After = -TimeSpan.FromDays(1) });
            await stage.TellAsync(new WahaText("Written on it", "+15005550145") { IsFromMe = true });
            await stage.Waha.LinkAsync(other);
        });

        await stage.Flows.RunAllAsync();
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(1));

        Assert.Equal("linked_number_differs", await stage.EndAsync(key));
        Assert.Empty(stage.Product.CrmMessages);
        Assert.Empty(stage.Product.Crm.World.Contacts);
    }

    [Theory]
    [InlineData("+5511987650321", "551187650321")]
    [InlineData("+551187650322", "5511987650322")]
    [InlineData("+5215587650323", "525587650323")]
    [InlineData("+541187650324", "5491187650324")]
    public async Task The_accounts_own_phone_is_known_by_either_spelling_of_its_number(string number, string told)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync(number: number);
        stage.Waha.Only.Me = $"{told}@c.us";

        await stage.TellAndRunAsync(new WahaText("Hello", "+15005550145"));

        Assert.Equal("Hello", Assert.Single(stage.Product.CrmMessages).Body);
    }

    [Theory]
    [InlineData("123456789012345@lid")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_gateway_that_does_not_tell_whose_phone_it_is_is_trusted(string? me)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        stage.Waha.Only.Me = me;

        await stage.TellAndRunAsync(new WahaText("Hello", "+15005550145"));

        Assert.Equal("Hello", Assert.Single(stage.Product.CrmMessages).Body);
    }

    [Fact]
    public async Task Disconnecting_unlinks_and_frees_the_number_and_a_reconnection_goes_on_with_tag_and_id()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await using var other = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.PostAsync($"api/accounts/{key.AccountId}/disconnect");
        await stage.Flows.RunAllAsync();
        var disconnected = (await stage.AccountAsync(key))!;
        var sessions = stage.Waha.Sessions.Count;
        var elsewhere = await other.ConnectAsync(number: stage.Number);
        await other.DeleteAsync($"api/accounts/{elsewhere.AccountId}");
        await other.Flows.RunAllAsync();
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        stage.OnWaits(() => stage.Waha.LinkAsync(stage.Number));
        await stage.Flows.RunAllAsync();

        Assert.Equal((AccountStates.Disconnected.Code, 0), (disconnected.StateCode, sessions));
        Assert.Null(disconnected.WhatsApp!.SessionKey);
        Assert.Equal(ConnectionEnds.Connected, await other.EndAsync(elsewhere) ?? ConnectionEnds.Connected);
        var again = (await stage.AccountAsync(key))!;
        Assert.Equal((AccountStates.Active.Code, disconnected.Tag), (again.StateCode, again.Tag));
    }

    [Fact]
    public async Task Removing_an_active_account_leaves_nothing_at_the_gateway()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.DeleteAsync($"api/accounts/{key.AccountId}");
        await stage.Flows.RunAllAsync();

        Assert.Null(await stage.AccountAsync(key));
        Assert.Empty(stage.Waha.Sessions);
    }

    [Fact]
    public async Task An_attempt_that_a_killed_host_left_is_taken_up_again()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        stage.Flows.BeforeStep = _ => throw new OperationCanceledException("The host is gone.");
        await Assert.ThrowsAsync<OperationCanceledException>(stage.Flows.RunAllAsync);
        var later = await stage.Product.RestartAsync();
        later.Time.Advance(ResumeAccounts.Grace);

        var flows = later.Get<VirtualFlows>();
        await later.Get<ResumeAccounts>().RunAsync(flows, CancellationToken.None);

        Assert.True((await flows.ReadAsync(ConnectFlow.InstanceOf(key), CancellationToken.None))!.IsRunning);
    }
}
