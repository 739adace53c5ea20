using System.Net;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Tests.Devices;

/// <summary>Another device in the place of an account's own.</summary>
public sealed class ReplaceDeviceTests
{
    [Fact]
    public async Task The_device_before_serves_until_the_new_one_is_ready_and_has_no_access_then()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        var (before, old) = ((await stage.AccountAsync(key))!, stage.Token);
        Assert.Equal(HttpStatusCode.Accepted, (await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect")).Status);
        var meanwhile = "";
        stage.OnWaits(
            () => stage.PairAsync(key, "android"), () => stage.AnswerAsync(key),
            async () =>
            {
                stage.Product.Time.Advance(TimeSpan.FromSeconds(31));
                meanwhile = (await stage.ReportAsync(token: old)).Text("state");
                Assert.Equal("inactive", (await stage.ReportAsync()).Text("state"));
            },
            () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal("active", meanwhile);
        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync(token: old)).Status);
        Assert.Equal("active", (await stage.ReportAsync()).Text("state"));
        Assert.Equal(DevicePlatform.Android, Assert.Single(await stage.DevicesAsync(key)).Platform);
        Assert.Equal(before.Tag, (await stage.AccountAsync(key))!.Tag);
    }

    [Fact]
    public async Task A_replacement_that_fails_leaves_the_device_before_as_it_was()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        var old = stage.Token;
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key, "no"));

        await stage.Flows.RunAllAsync();

        Assert.Equal("active", await stage.ShownAsync(key));
        Assert.Equal("active", (await stage.ReportAsync(token: old)).Text("state"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync()).Status);
    }

    [Fact]
    public async Task A_replacement_that_is_called_off_leaves_the_device_before_as_it_was()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        var old = stage.Token;
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        stage.OnWaits(
            () => stage.PairAsync(key),
            async () => Assert.Equal(HttpStatusCode.Accepted, (await stage.DeleteAsync($"api/accounts/{key.AccountId}/connection")).Status));

        await stage.Flows.RunAllAsync();

        Assert.Equal((ConnectionEnds.Cancelled, "active"), (await stage.EndAsync(key), await stage.ShownAsync(key)));
        Assert.Equal("active", (await stage.ReportAsync(token: old)).Text("state"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync()).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await stage.DeleteAsync($"api/accounts/{key.AccountId}/connection")).Status);
    }

    [Fact]
    public async Task Disconnecting_takes_the_device_its_access()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.PostAsync($"api/accounts/{key.AccountId}/disconnect");
        await stage.Flows.RunAllAsync();

        Assert.Equal("disconnected", await stage.ShownAsync(key));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync()).Status);
        await stage.AssertNoDeviceAsync(key);
    }
}
