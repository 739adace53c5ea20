using System.Net;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Tests.Devices;

/// <summary>A device whose owner takes it its access.</summary>
public sealed class DeviceRevocationTests
{
    [Fact]
    public async Task A_revoked_device_has_no_access_from_then_on()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();

        var reply = await stage.DeleteAsync($"api/accounts/{key.AccountId}/device");

        Assert.Equal((HttpStatusCode.OK, "device_revoked"), (reply.Status, reply.Text("state", "code")));
        var refused = await stage.ReportAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "token_unknown"), (refused.Status, refused.Text("code")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.CallAsync(stage.Token, HttpMethod.Post, "device/v1/token/rotate")).Status);
        await stage.AssertNoDeviceAsync(key);
    }

    [Fact]
    public async Task Another_device_takes_the_place_of_a_revoked_one_and_the_account_stays_the_same()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.DeleteAsync($"api/accounts/{key.AccountId}/device");
        Assert.Equal(HttpStatusCode.Accepted, (await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect")).Status);
        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key), () => stage.ReportAsync(), () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal("active", await stage.ShownAsync(key));
        Assert.Equal("active", (await stage.ReportAsync()).Text("state"));
    }

    [Fact]
    public async Task An_attempt_that_fails_leaves_a_revoked_account_revoked()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.DeleteAsync($"api/accounts/{key.AccountId}/device");
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");

        await stage.Flows.RunAllAsync();

        Assert.Equal("device_revoked", await stage.ShownAsync(key));
    }

    [Fact]
    public async Task Revoking_and_asking_for_codes_is_recorded()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.DeleteAsync($"api/accounts/{key.AccountId}/device");

        var recorded = (await stage.GetAsync("api/activity")).Body;

        Assert.Contains("\"device_code_asked\"", recorded, StringComparison.Ordinal);
        Assert.Contains("\"device_revoked\"", recorded, StringComparison.Ordinal);
    }
}
