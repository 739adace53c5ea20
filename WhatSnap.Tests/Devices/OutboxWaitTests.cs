using WhatSnap.Core.Devices;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>A device waits for what it is to send.</summary>
public sealed class OutboxWaitTests
{
    [Fact]
    public async Task A_device_that_waits_gets_what_comes_at_once_and_another_call_of_it_ends_the_wait()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var contact = stage.Contact();

        var ended = stage.Phone.FetchAsync(wait: 50);
        await Eventually.BecomesAsync(() => stage.Product.Get<OutboxSignals>().IsAwaited(stage.Account.Key));
        var waiting = stage.Phone.FetchAsync(wait: 50);
        Assert.Empty(await ended.WaitAsync(TimeSpan.FromSeconds(20)));
        await stage.Stage.WriteAsync(contact, "Hello");
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(["Hello"], DeviceMessagesStage.Texts(await waiting.WaitAsync(TimeSpan.FromSeconds(20))));
    }

    [Fact]
    public async Task A_wait_ends_with_nothing_when_its_time_is_over()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var waiting = stage.Phone.FetchAsync(wait: 25);
        await Eventually.BecomesAsync(() =>
        {
            stage.Product.Time.Advance(OfferOutbox.SlowLook);
            return waiting.IsCompleted;
        });

        Assert.Empty(await waiting);
    }

    [Fact]
    public async Task What_another_host_puts_into_the_outbox_is_found_by_the_slow_look()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await using var other = await stage.Product.RestartAsync();
        var contact = stage.Contact();
        var waiting = stage.Phone.FetchAsync(wait: 50);
        await Eventually.BecomesAsync(() => stage.Product.Get<OutboxSignals>().IsAwaited(stage.Account.Key));

        await stage.Stage.WriteAsync(contact, "Hello");
        await stage.Product.Queue.RunDueAsync();
        await Eventually.BecomesAsync(() =>
        {
            stage.Product.Time.Advance(OfferOutbox.SlowLook);
            return waiting.IsCompleted;
        });

        Assert.Equal(["Hello"], DeviceMessagesStage.Texts(await waiting));
    }
}
