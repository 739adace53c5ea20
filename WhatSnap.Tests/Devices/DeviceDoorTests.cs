using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;

namespace WhatSnap.Tests.Devices;

/// <summary>What a device may do, by its stage, its platform and its account.</summary>
public sealed class DeviceDoorTests
{
    [Fact]
    public async Task A_device_may_do_nothing_about_messages_before_its_owner_confirmed_it_and_its_account_is_active()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        List<string> found = [];
        stage.OnWaits(
            () => stage.PairAsync(key),
            async () =>
            {
                found.Add(await EnterAsync(stage, DeviceCall.Messages));
                await stage.AnswerAsync(key);
            },
            async () =>
            {
                found.Add(await EnterAsync(stage, DeviceCall.Messages));
                await stage.ReportAsync();
            },
            () => stage.TextAsync(key));

        await stage.Flows.RunAllAsync();
        found.Add(await EnterAsync(stage, DeviceCall.Messages));

        Assert.Equal(["not_confirmed", "account_inactive", "entered"], found);
    }

    [Fact]
    public async Task An_iPhone_may_bring_texts_and_nothing_else()
    {
        await using var stage = await PairStage.StartAsync();
        await stage.ConnectAsync(platform: "iphone");

        Assert.Equal("inbox_only", await EnterAsync(stage, DeviceCall.Messages));
        Assert.Equal("entered", await EnterAsync(stage, DeviceCall.Bring));
    }

    [Fact]
    public async Task Nothing_goes_on_for_an_account_that_is_on_its_way_out()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Product.Get<AccountTable>().UpdateAsync(key, known => known with { StateCode = AccountStates.Disconnecting.Code }, CancellationToken.None);
        stage.Product.Time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("account_inactive", await EnterAsync(stage, DeviceCall.Messages));
    }

    [Fact]
    public async Task The_endpoint_hears_of_the_device_and_account_of_the_token()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        var heard = "";

        await EnterAsync(stage, DeviceCall.Messages, (device, account) => heard = $"{device.Account} {account.Key}");

        Assert.Equal($"{key} {key}", heard);
    }

    /// <returns>The code of the refusal, or <c>entered</c>.</returns>
    private static async Task<string> EnterAsync(PairStage stage, DeviceCall call, Action<Device, Account>? run = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = "Bearer " + stage.Token;
        var result = await stage.Product.Get<DeviceDoor>().EnterAsync(
            context.Request, call,
            (device, account) =>
            {
                run?.Invoke(device, account);
                return Task.FromResult(Results.Ok());
            },
            CancellationToken.None);
        return ((result as INestedHttpResult)?.Result ?? result) is Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult refused ? (string)refused.ProblemDetails.Extensions["code"]! : "entered";
    }
}
