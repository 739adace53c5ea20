using System.Net;
using WhatSnap.Core.Devices;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>The codes that pair devices.</summary>
public sealed class DeviceCodeTests
{
    [Fact]
    public async Task A_code_has_eight_letters_and_digits_that_nobody_confuses_and_a_countdown()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();

        var reply = await stage.PostAsync($"api/accounts/{key.AccountId}/device/code");

        Assert.Equal(31, DeviceCodes.Alphabet.Distinct().Count());
        Assert.Matches("^[ABCDEFGHJKLMNPQRSTUVWXYZ2345679]{4}-[ABCDEFGHJKLMNPQRSTUVWXYZ2345679]{4}$", reply.Text("code"));
        Assert.Equal(600, reply.Json.GetProperty("secondsLeft").GetInt32());
        Assert.False(string.IsNullOrEmpty((await stage.GetAsync($"api/accounts/{key.AccountId}/device")).Text("codeExpiresAt")));
    }

    [Fact]
    public async Task A_code_is_used_once()
    {
        await using var stage = await PairStage.StartAsync();
        var code = await stage.CodeAsync(await stage.AddAsync());
        Assert.Equal(HttpStatusCode.OK, (await stage.PairAsync(code)).Status);

        AssertRefused(await stage.PairAsync(code));
    }

    [Fact]
    public async Task Of_many_who_bring_a_code_at_the_same_moment_one_is_paired()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        var code = await stage.CodeAsync(key);
        var codes = stage.Product.Get<DeviceCodes>();

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => codes.ClaimAsync(code, CancellationToken.None)));

        Assert.Equal(key, Assert.Single(claimed, one => one is not null));
    }

    [Fact]
    public async Task Case_spaces_and_hyphens_do_not_matter()
    {
        await using var stage = await PairStage.StartAsync();
        var code = await stage.CodeAsync(await stage.AddAsync());

        Assert.Equal(HttpStatusCode.OK, (await stage.PairAsync($" {code.Replace('-', ' ').ToLowerInvariant()} ")).Status);
    }

    [Fact]
    public async Task A_code_ends_after_ten_minutes()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        var code = await stage.CodeAsync(key);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(10));

        AssertRefused(await stage.PairAsync(code));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await stage.GetAsync($"api/accounts/{key.AccountId}/device")).Json.GetProperty("codeExpiresAt").ValueKind);
    }

    [Fact]
    public async Task A_new_code_ends_the_one_before()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        var first = await stage.CodeAsync(key);
        var second = await stage.CodeAsync(key);

        AssertRefused(await stage.PairAsync(first));
        Assert.Equal(HttpStatusCode.OK, (await stage.PairAsync(second)).Status);
    }

    [Fact]
    public async Task There_is_no_code_for_a_device_that_waits_to_be_confirmed_nor_for_an_active_account_nor_for_another_kind()
    {
        await using var stage = await PairStage.StartAsync();
        var waits = await stage.AddAsync("Waits");
        await stage.PairAsync(waits);

        Assert.Equal(HttpStatusCode.Conflict, (await stage.PostAsync($"api/accounts/{waits.AccountId}/device/code")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stage.PostAsync($"api/accounts/{stage.Product.Account.AccountId}/device/code")).Status);
        await stage.Flows.RunAllAsync();
        var active = await stage.ConnectAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await stage.PostAsync($"api/accounts/{active.AccountId}/device/code")).Status);
    }

    [Fact]
    public async Task Nothing_that_is_stored_or_logged_tells_the_code_or_the_token()
    {
        using var capture = new Hosting.Capture();
        await using var stage = await PairStage.StartAsync(capture);
        var key = await stage.AddAsync();
        var code = await stage.CodeAsync(key);
        var waiting = stage.Rows();
        await stage.PairAsync(code);

        var paired = stage.Rows();

        foreach (var secret in new[] { code, code.Replace("-", "", StringComparison.Ordinal), stage.Token, stage.Token.Split('.')[1] })
        {
            Assert.DoesNotContain(secret, waiting + paired, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(capture.All, one => one.Text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static void AssertRefused(Reply reply) => Assert.Equal((HttpStatusCode.Forbidden, "code_wrong"), (reply.Status, reply.Text("code")));
}
