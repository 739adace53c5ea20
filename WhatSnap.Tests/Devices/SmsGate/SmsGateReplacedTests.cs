using System.Net;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Messages;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>What a phone was given is never sent by the device that takes its place.</summary>
public sealed class SmsGateReplacedTests
{
    [Fact]
    public async Task What_another_phone_says_of_a_text_is_not_noted_at_it()
    {
        await using var stage = await SmsGateStage.StartAsync();
        await stage.WriteAsync(stage.Messages.Contact(), "Hello");
        var item = $"{Assert.Single(await stage.Phone.PullAsync())["id"]}";
        var other = await stage.ReplaceAsync();

        await other.TellAsync(item, "Pending");
        await other.TellAsync(item, "Processed");

        var kept = await stage.Product.Get<OutboxTable>().FindAsync(stage.Messages.Account.Key, item, CancellationToken.None);
        Assert.Equal((stage.Phone.DeviceId, null, null), (kept!.HeldBy, kept.StoredAt, kept.ProcessedAt));
    }

    [Fact]
    public async Task What_a_phone_was_given_is_never_sent_by_the_phone_that_takes_its_place()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var contact = stage.Messages.Contact();
        var id = await stage.WriteAsync(contact, "one");
        await stage.WriteAsync(contact, "two");
        await stage.Phone.PullAsync();

        var other = await stage.ReplaceAsync();
        var given = await other.PullAsync();

        Assert.Equal(["two"], PhoneWithSmsGate.Texts(given));
        Assert.Equal(("unknown", Failures.DeviceSilent.Code), await stage.StateAsync(id));
    }

    [Fact]
    public async Task Nor_is_it_sent_by_a_Mac_that_takes_its_place()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "one");
        await stage.Phone.PullAsync();

        var mac = await stage.ReplaceByMacAsync();

        Assert.Empty(await mac.FetchAsync());
        Assert.Equal(("unknown", Failures.DeviceSilent.Code), await stage.StateAsync(id));
    }

    [Fact]
    public async Task The_token_of_another_kind_of_device_opens_nothing_here()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var mac = await stage.ReplaceByMacAsync();

        using var answer = await mac.SendAsync(HttpMethod.Get, "sms/message", null);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
