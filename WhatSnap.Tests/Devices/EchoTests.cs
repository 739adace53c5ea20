namespace WhatSnap.Tests.Devices;

/// <summary>What a device tells of that it sent for us is known, and what its owner wrote is not taken for it.</summary>
public sealed class EchoTests
{
    [Fact]
    public async Task What_the_device_tells_of_its_own_sendings_for_us_is_recognised()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var contact = stage.Contact();
        await stage.WriteAsync(contact, "Hello  there");
        await stage.Phone.TakeAsync();
        var copy = stage.Written("Hello there");

        var results = new[] { await stage.TellAsync(copy), await stage.TellAsync(copy), await stage.TellAsync(stage.Written("Hello there", change: item => item["sentAt"] = DeviceMessagesStage.Time(stage.Product.Time.GetUtcNow().AddSeconds(-5)))) };
        await stage.RunAsync();

        Assert.Equal([["rejected: own_send"], ["rejected: own_send"], ["stored"]], results);
        Assert.Single(stage.Crm, message => message.Direction == "outbound" && message.Body == "Hello there");
    }

    [Fact]
    public async Task What_the_owner_wrote_with_the_same_words_before_the_device_took_ours_is_not_ours()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.WriteAsync(stage.Contact(), "Hello");

        Assert.Equal(["stored"], await stage.TellAsync(stage.Written("Hello")));
    }

    [Fact]
    public async Task A_copy_is_recognised_by_the_devices_own_id_of_it()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.WriteAsync(stage.Contact(), "Hello");
        await stage.Phone.ReportAsync(await stage.Phone.TakeAsync(), "sent", guid: "GUID-1");

        Assert.Equal(["rejected: own_send"], await stage.TellAsync(stage.Written("Hello, as Messages changed it", change: item => item["key"] = "GUID-1")));
    }
}
