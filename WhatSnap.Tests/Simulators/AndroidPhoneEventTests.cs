using System.Net;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Tests.Simulators;

public sealed class AndroidPhoneEventTests
{
    private static readonly AndroidPhoneOptions WithoutPush = new() { PushToken = null };

    [Fact]
    public async Task The_stream_is_opened_only_where_there_is_no_push_or_when_the_service_starts_with_it()
    {
        using var stage = new AndroidStage();
        stage.Server.Settings = AndroidStage.SseOnly;
        await stage.SignInAsync();
        await stage.PassAsync(TimeSpan.FromDays(1));
        Assert.Empty(stage.Server.CallsTo("GET", "/sms/events"));

        stage.Phone.Restart();
        await stage.Phone.RunDueAsync();

        Assert.Single(stage.Server.CallsTo("GET", "/sms/events"));
    }

    [Fact]
    public async Task Each_open_stream_fetches_the_messages_and_so_does_each_event_of_a_message()
    {
        using var stage = new AndroidStage(WithoutPush);
        await stage.SignInAsync();
        var fetched = stage.Server.CallsTo("GET", "/sms/message").Count;
        stage.Server.Give("m1", "hello");

        await stage.Server.PushAsync(":\n\nevent: Unknown\ndata: {}\n\nevent: MessageEnqueued\ndata: {}\n\n");
        await stage.RunUntilAsync(() => stage.Server.CallsTo("GET", "/sms/message").Count == fetched + 1);
        await stage.PassAsync(10);

        Assert.Single(stage.Phone.Sent);
    }

    [Fact]
    public async Task Settings_and_webhooks_are_fetched_when_an_event_says_so()
    {
        using var stage = new AndroidStage(WithoutPush);
        await stage.SignInAsync();

        await stage.Server.PushAsync("event: SettingsUpdated\ndata: null\n\nevent: WebhooksUpdated\ndata: null\n\n");

        await stage.RunUntilAsync(() => stage.Server.CallsTo("GET", "/sms/settings").Count == 2 && stage.Server.CallsTo("GET", "/sms/webhooks").Count == 2);
    }

    [Fact]
    public async Task A_stream_that_ends_is_opened_again_after_five_seconds()
    {
        using var stage = new AndroidStage(WithoutPush);
        await stage.SignInAsync();
        for (var times = 2; times < 10; times++)
        {
            await stage.Server.CloseStreamsAsync();
            await Wait.UntilAsync(() => stage.Phone.NextDue <= stage.Time.GetUtcNow().AddSeconds(5));
            await stage.PassAsync(5);
            Assert.Equal(times, stage.Server.CallsTo("GET", "/sms/events").Count);
        }
    }

    [Fact]
    public async Task A_stream_that_does_not_open_is_tried_less_and_less_often()
    {
        using var stage = new AndroidStage(WithoutPush);
        stage.Server.Instead = (call, _) => Task.FromResult(
            call.Url.EndsWith("/events", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.NotFound) : null);
        await stage.SignInAsync();

        await stage.PassAsync(300);

        var tries = stage.Server.CallsTo("GET", "/sms/events");
        Assert.Equal([5, 5, 5, 5, 5, 30, 30, 30, 30, 30, 60, 60], tries.Zip(tries.Skip(1)).Select(pair => (pair.Second.At - pair.First.At).TotalSeconds));
    }

    [Fact]
    public async Task A_stream_breaks_off_with_the_network_and_fetches_the_messages_when_it_is_back()
    {
        using var stage = new AndroidStage(WithoutPush);
        await stage.SignInAsync();
        stage.Phone.GoOffline();
        await Wait.UntilAsync(() => stage.Phone.NextDue is not null);
        await stage.PassAsync(TimeSpan.FromHours(5));
        stage.Server.Give("m1", "hello");

        stage.Phone.GoOnline();
        await stage.PassAsync(65);

        Assert.Equal(2, stage.Server.CallsTo("GET", "/sms/events").Count);
        Assert.Single(stage.Phone.Sent);
    }
}
