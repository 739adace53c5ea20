using System.Net;
using WhatSnap.Core.Devices;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>The tokens by which devices call.</summary>
public sealed class DeviceTokenTests
{
    [Fact]
    public async Task A_token_opens_the_door_for_its_own_device_alone()
    {
        await using var stage = await PairStage.StartAsync();
        await stage.PairAsync(await stage.AddAsync("First"));
        var first = stage.Token;
        await stage.PairAsync(await stage.AddAsync("Second"));
        var second = stage.Token;

        Assert.Equal(HttpStatusCode.OK, (await stage.ReportAsync(token: first)).Status);
        foreach (var forged in new[]
        {
            $"{first.Split('.')[0]}.{second.Split('.')[1]}", first[..^1] + (first[^1] == 'A' ? 'Q' : 'A'), first.Split('.')[0] + ".", "x", first + "A",
            DeviceTokens.New(first.Split('.')[0]).Reveal(), DeviceTokens.New(DeviceTokens.NewId()).Reveal(), first.ToUpperInvariant(),
        })
        {
            var reply = await stage.ReportAsync(token: forged);
            Assert.Equal((HttpStatusCode.Unauthorized, "token_unknown"), (reply.Status, reply.Text("code")));
            Assert.Equal("Bearer", reply.Headers["WWW-Authenticate"]);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.CallAsync(null, HttpMethod.Post, "device/v1/heartbeat", new { })).Status);
    }

    [Fact]
    public async Task What_is_kept_of_a_token_is_no_token()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        await stage.PairAsync(key);
        var device = Assert.Single(await stage.DevicesAsync(key));

        Assert.Equal(64, device.TokenHash.Length);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync(token: $"{device.DeviceId}.{device.TokenHash[..43]}")).Status);
        Assert.DoesNotContain(device.TokenHash, device.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_rotation_the_old_token_is_valid_until_the_new_one_is_used()
    {
        await using var stage = await PairStage.StartAsync();
        await stage.PairAsync(await stage.AddAsync());
        var old = stage.Token;
        var next = await RotateAsync(stage, old);

        Assert.Equal(HttpStatusCode.OK, (await stage.ReportAsync(token: old)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.ReportAsync(token: next)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync(token: old)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.ReportAsync(token: next)).Status);
    }

    [Fact]
    public async Task A_new_token_whose_answer_was_lost_is_replaced_by_the_next_rotation()
    {
        await using var stage = await PairStage.StartAsync();
        await stage.PairAsync(await stage.AddAsync());
        var lost = await RotateAsync(stage, stage.Token);
        var next = await RotateAsync(stage, stage.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync(token: lost)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.ReportAsync(token: next)).Status);
    }

    [Fact]
    public async Task Ids_in_a_body_change_nothing()
    {
        await using var stage = await PairStage.StartAsync();
        var (first, second) = (await stage.AddAsync("First"), await stage.AddAsync("Second"));
        await stage.PairAsync(first);
        var token = stage.Token;
        await stage.PairAsync(second);
        var other = Assert.Single(await stage.DevicesAsync(second));

        var reply = await stage.CallAsync(
            token, HttpMethod.Post, $"device/v1/heartbeat?accountId={second.AccountId}",
            new { deviceId = other.DeviceId, accountId = second.AccountId, locationId = second.LocationId, appVersion = "9.9.9" });

        Assert.Equal("First", reply.Text("accountName"));
        Assert.Equal("9.9.9", Assert.Single(await stage.DevicesAsync(first)).AppVersion);
        Assert.Equal("1.0.0", Assert.Single(await stage.DevicesAsync(second)).AppVersion);
    }

    [Fact]
    public async Task A_device_that_calls_without_end_is_slowed_down()
    {
        await using var stage = await PairStage.StartAsync();
        await stage.PairAsync(await stage.AddAsync());

        Reply? slowed = null;
        for (var call = 0; call < 40 * DeviceLimits.Burst && slowed is null; call++)
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stage.ReportAsync()));
            slowed = replies.FirstOrDefault(reply => reply.Status == HttpStatusCode.TooManyRequests);
        }

        Assert.Equal(("too_many_calls", "3"), (slowed!.Text("code"), slowed.Headers["Retry-After"]));
    }

    private static async Task<string> RotateAsync(PairStage stage, string token) =>
        (await stage.CallAsync(token, HttpMethod.Post, "device/v1/token/rotate")).Token;
}
