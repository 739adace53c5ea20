using System.Net;
using WhatSnap.Core.Devices;
using WhatSnap.Tests.Health;

namespace WhatSnap.Tests.Devices;

/// <summary>How accounts of phones and Macs fare, and who is told.</summary>
public sealed class DeviceHealthTests
{
    [Theory]
    [InlineData("mac", 9, "active")]
    [InlineData("mac", 10, "mac_offline")]
    [InlineData("android", 29, "active")]
    [InlineData("android", 30, "phone_offline")]
    [InlineData("iphone", 60 * 24 * 30, "active")]
    public async Task A_device_that_does_not_call_is_offline(string platform, int minutes, string expected)
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync(platform: platform);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(minutes));

        await stage.Product.Get<NoteDeviceHealth>().RunAsync(stage.Product.LocationId, CancellationToken.None);

        Assert.Equal(expected, await stage.ShownAsync(key));
    }

    [Fact]
    public async Task A_Mac_that_is_offline_is_told_once_and_so_is_its_return()
    {
        await using var alerts = await AlertStage.StartAsync();
        await using var stage = await PairStage.StartAsync(product: alerts.Product);
        var key = await stage.ConnectAsync();

        await alerts.LookAsync(20);
        Assert.Equal(["alert.raised"], alerts.Receivers.Kinds);
        Assert.Equal("mac_offline", await stage.ShownAsync(key));
        for (var look = 0; look < 6; look++)
        {
            await stage.ReportAsync();
            await alerts.LookAsync(1);
        }

        Assert.Equal(["alert.raised", "alert.cleared"], alerts.Receivers.Kinds);
        Assert.Equal("active", await stage.ShownAsync(key));
    }

    [Fact]
    public async Task A_permission_that_is_lost_shows_with_what_to_do_and_ends_when_it_is_back()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();

        await stage.ReportAsync(new { fullDiskAccess = false, automation = false });
        Assert.Equal("mac_disk_access", await stage.ShownAsync(key));
        await stage.ReportAsync(new { fullDiskAccess = true, automation = false });
        Assert.Equal("mac_automation", await stage.ShownAsync(key));
        await stage.ReportAsync(new { fullDiskAccess = true, automation = true });

        Assert.Equal("active", await stage.ShownAsync(key));
    }

    [Fact]
    public async Task Every_call_of_a_device_is_a_sign_of_life()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Product.Time.Advance(TimeSpan.FromMinutes(9));
        await stage.CallAsync(stage.Token, HttpMethod.Post, "device/v1/token/rotate");

        Assert.Equal(stage.Product.Time.GetUtcNow(), Assert.Single(await stage.DevicesAsync(key)).SeenAt);
    }

    [Fact]
    public async Task What_the_owner_should_know_of_a_device_stands_beside_it()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.ReportAsync(new { smsForwarding = false }, clock: stage.Product.Time.GetUtcNow().AddMinutes(7), pendingUploads: 51);

        var device = (await stage.GetAsync($"api/accounts/{key.AccountId}/device")).Json.GetProperty("device");

        Assert.Equal(420, device.GetProperty("clockAheadSeconds").GetDouble());
        Assert.Equal(
            ["This Mac can send iMessages, but no SMS.", "The clock of the device is wrong by 7 minutes, and so are the times of its messages.", "51 messages wait on the device to be brought here."],
            device.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("sentence").GetString()!));
        Assert.Equal("active", device.GetProperty("state").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Troubleshooting_names_what_the_device_lacks()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync(platform: "android");
        await stage.ReportAsync(new { sms = false, battery = false });

        var checks = (await stage.PostAsync($"api/accounts/{key.AccountId}/troubleshoot")).Json.GetProperty("checks").EnumerateArray().Select(one => one.GetProperty("code").GetString()!);

        Assert.Equal(["device_paired", "phone_sms", "phone_may_sleep"], checks);
    }

    [Theory]
    [InlineData("{\"appVersion\":7}")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_report_that_is_none_is_refused_and_changes_nothing(string body)
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        await stage.PairAsync(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "device/v1/heartbeat") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", stage.Token);

        using var answer = await stage.Door.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(Assert.Single(await stage.DevicesAsync(key)).ReportedAt);
    }
}
