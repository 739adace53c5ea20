using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>The flow that connects an account to a phone or Mac, to its good end and to the others.</summary>
public sealed class ConnectDeviceTests
{
    private static readonly object Blind = new { fullDiskAccess = false };

    [Fact]
    public async Task A_device_that_uses_the_code_and_is_confirmed_makes_its_account_active()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        var paired = "";
        stage.OnWaits(
            () => stage.PairAsync(key),
            async () =>
            {
                Assert.Equal("unconfirmed", (await stage.ReportAsync()).Text("state"));
                var questions = (await stage.GetAsync($"api/accounts/{key.AccountId}/connection")).Json.GetProperty("connection").GetProperty("questions");
                paired = questions[0].GetProperty("sentence").GetString()!;
                await stage.AnswerAsync(key);
            },
            () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal("The device “Anna's Mac” used the code.", paired);
        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal("active", await stage.ShownAsync(key));
        Assert.Contains(AccountTag.FromName("Support"), stage.Product.Crm.World.TagsOf(stage.Product.LocationId));
        Assert.Equal("active", (await stage.ReportAsync()).Text("state"));
        var device = (await stage.GetAsync($"api/accounts/{key.AccountId}/device")).Json.GetProperty("device");
        Assert.Equal(("mac", "Anna's Mac", "1.0.0"), (device.GetProperty("platform").GetString(), device.GetProperty("name").GetString(), device.GetProperty("appVersion").GetString()));
    }

    [Fact]
    public async Task An_attempt_without_a_device_ends_after_half_an_hour_and_leaves_nothing()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.CodeAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.NotPaired, await stage.EndAsync(key));
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_device_that_its_owner_does_not_know_gets_nothing()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key, "no"));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.DeviceDeclined, await stage.EndAsync(key));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync()).Status);
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task What_the_device_lacks_is_said_until_it_is_there()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        IReadOnlyList<string> shown = [];
        stage.OnWaits(
            () => stage.PairAsync(key), () => stage.AnswerAsync(key), () => stage.ReportAsync(Blind),
            async () =>
            {
                shown = await stage.StepAsync(key, ConnectionSteps.Ready);
                await stage.ReportAsync(new { fullDiskAccess = true, smsForwarding = false });
            },
            () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal(["mac_disk_access_wanted"], shown);
        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal(["device_ready", "mac_without_sms"], await stage.StepAsync(key, ConnectionSteps.Ready));
    }

    [Fact]
    public async Task What_the_device_still_lacks_after_a_quarter_of_an_hour_ends_the_attempt()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key), () => stage.ReportAsync(Blind));

        await stage.Flows.RunAllAsync();

        Assert.Equal("mac_disk_access", await stage.EndAsync(key));
        Assert.Contains("Full Disk Access", (await stage.GetAsync($"api/accounts/{key.AccountId}")).Text("detail"), StringComparison.Ordinal);
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_device_that_never_reports_ends_the_attempt()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.PairAsync(key, "android"), () => stage.AnswerAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal("device_silent", await stage.EndAsync(key));
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task An_iPhone_is_ready_without_a_report()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(
            () => stage.PairAsync(key, "iphone"), () => stage.AnswerAsync(key),
            async () => Assert.Equal("rejected: test_text", await stage.BringSimplyAsync(await stage.WantedTextAsync(key))));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal(["device_receives"], await stage.StepAsync(key, ConnectionSteps.Ready));
    }

    [Fact]
    public async Task The_number_that_the_device_tells_becomes_the_account_s_own()
    {
        await using var stage = await PairStage.StartAsync();
        var number = ConnectStage.NewNumber();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.PairAsync(key, ownNumber: number), () => stage.AnswerAsync(key), () => stage.ReportAsync(), () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal(number, (await stage.AccountAsync(key))!.Number.ToString());
    }

    [Fact]
    public async Task A_number_that_another_account_has_is_refused()
    {
        await using var stage = await PairStage.StartAsync();
        var number = ConnectStage.NewNumber();
        await stage.ConnectAsync("First", number: number);
        var key = await stage.AddAsync(number: number);
        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key), () => stage.ReportAsync(), () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal("number_connected_here", await stage.EndAsync(key));
        await stage.AssertNoDeviceAsync(key);
    }

    [Fact]
    public async Task A_device_with_another_number_than_the_typed_one_is_refused()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync(number: ConnectStage.NewNumber());
        stage.OnWaits(() => stage.PairAsync(key, ownNumber: ConnectStage.NewNumber()), () => stage.AnswerAsync(key), () => stage.ReportAsync(), () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal("device_number_differs", await stage.EndAsync(key));
    }

    [Fact]
    public async Task An_attempt_that_a_dead_host_left_is_undone_with_its_device_once_its_time_is_over()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        await stage.PairAsync(key);
        stage.Product.Time.Advance(TimeSpan.FromHours(3));
        await stage.AddAsync("Other");

        await stage.Flows.RunAllAsync();

        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_name_shows_as_it_is_and_can_t_be_left_out()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        var code = await stage.CodeAsync(key);

        Assert.Equal("value_invalid", (await stage.PairAsync(code, name: " \u200b")).Text("code"));
        Assert.Equal("value_invalid", (await stage.PairAsync(code, name: new string('x', 61))).Text("code"));
        Assert.Equal("value_invalid", (await stage.PairAsync(code, "windows")).Text("code"));
        await stage.PairAsync(code, name: "caM \u202es'annA");

        Assert.Equal("caM s'annA", Assert.Single(await stage.DevicesAsync(key)).Name);
    }

    [Fact]
    public async Task A_number_that_is_none_is_refused()
    {
        await using var stage = await PairStage.StartAsync();

        var refused = await stage.PostAsync("api/accounts", new { kind = "device", name = "Support", device = new { phoneNumber = "4155550100" } });

        Assert.Equal((HttpStatusCode.BadRequest, "This is not a phone number."), (refused.Status, refused.Sentence));
    }

    [Fact]
    public async Task Phones_and_Macs_count_among_the_ten_accounts_of_a_location()
    {
        await using var stage = await PairStage.StartAsync();
        for (var account = 1; account < AccountTable.MostPerLocation; account++) await stage.AddAsync($"Phone {account}");

        var eleventh = await stage.PostAsync("api/accounts", new { kind = "device", name = "One more" });

        Assert.Equal((HttpStatusCode.Conflict, "This location has its 10 accounts."), (eleventh.Status, eleventh.Sentence));
    }
}
