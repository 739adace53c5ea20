using System.Net;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>The stream by which SMSGate hears that something is to be sent.</summary>
public sealed class SmsGateEventsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_begins_at_once_and_ends_when_a_text_is_to_be_sent()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var contact = stage.Messages.Contact();
        await stage.Phone.PingAsync();

        using var answer = await stage.Phone.SendAsync(HttpMethod.Get, "sms/events").WaitAsync(Patience);
        var rest = answer.Content.ReadAsStringAsync();
        await Eventually.BecomesAsync(() => stage.Product.Get<OutboxSignals>().IsAwaited(stage.Messages.Account.Key));
        await stage.Messages.Stage.WriteAsync(contact, "Hello");
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(": WhatSnap\n\nevent: MessageEnqueued\ndata: {}\n\n", await rest.WaitAsync(Patience));
        Assert.Single(await stage.Phone.PullAsync());
    }

    [Fact]
    public async Task A_quiet_one_beats_every_fifteen_seconds_and_ends_after_three_minutes()
    {
        await using var stage = await SmsGateStage.StartAsync();
        await stage.Phone.PingAsync();
        using var answer = await stage.Phone.SendAsync(HttpMethod.Get, "sms/events").WaitAsync(Patience);

        var begun = stage.Now;
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        List<string?> begin = [await reader.ReadLineAsync(), await reader.ReadLineAsync()];
        var beat = await WhileTimeGoesAsync(stage, reader.ReadLineAsync(), TimeSpan.FromSeconds(1));
        var beatAfter = stage.Now - begun;
        var rest = await WhileTimeGoesAsync(stage, reader.ReadToEndAsync(), OfferOutbox.SlowLook);

        Assert.Equal([": WhatSnap", ""], begin);
        Assert.Equal(":", beat);
        Assert.InRange(beatAfter, SmsGateEventsEndpoint.Beat, SmsGateEventsEndpoint.Longest);
        Assert.InRange(stage.Now - begun, SmsGateEventsEndpoint.Longest, TimeSpan.MaxValue);
        Assert.Empty(rest.Trim('\n', ':'));
    }

    [Fact]
    public async Task A_newer_stream_of_the_phone_ends_the_older_one()
    {
        await using var stage = await SmsGateStage.StartAsync();
        using var first = await stage.Phone.SendAsync(HttpMethod.Get, "sms/events").WaitAsync(Patience);
        var ended = first.Content.ReadAsStringAsync();
        await Eventually.BecomesAsync(() => stage.Product.Get<OutboxSignals>().IsAwaited(stage.Messages.Account.Key));

        using var second = await stage.Phone.SendAsync(HttpMethod.Get, "sms/events").WaitAsync(Patience);

        Assert.DoesNotContain("MessageEnqueued", await ended.WaitAsync(Patience), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task An_app_that_has_not_told_anything_yet_or_has_another_key_is_asked_to_fetch_its_settings()
    {
        await using var stage = await SmsGateStage.StartAsync();
        await stage.Messages.WriteAsync(stage.Messages.Contact(1), "one");
        var fresh = await ReadAsync(stage);
        await stage.Phone.PingAsync();
        var known = await ReadAsync(stage);
        await stage.Phone.EmitAsync("system:ping", [], key: "another");
        var other = await ReadAsync(stage);

        Assert.Equal(["WebhooksUpdated", "SettingsUpdated", "MessageEnqueued"], fresh);
        Assert.Equal(["MessageEnqueued"], known);
        Assert.Equal(["SettingsUpdated", "MessageEnqueued"], other);
    }

    private static async Task<T> WhileTimeGoesAsync<T>(SmsGateStage stage, Task<T> waited, TimeSpan step)
    {
        await Eventually.BecomesAsync(() =>
        {
            stage.Product.Time.Advance(step);
            return waited.IsCompleted;
        });
        return await waited;
    }

    private static async Task<IEnumerable<string>> ReadAsync(SmsGateStage stage)
    {
        using var answer = await stage.Phone.SendAsync(HttpMethod.Get, "sms/events").WaitAsync(Patience);
        var text = await answer.Content.ReadAsStringAsync().WaitAsync(Patience);
        return text.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line["event: ".Length..]);
    }
}
