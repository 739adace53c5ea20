using System.Net;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioStatusTests
{
    [Fact]
    public async Task Every_status_but_the_first_is_told_with_a_right_signature()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 204);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 9, 8, 7, TimeSpan.Zero));
        await using var stage = await TwilioStage.StartAsync(time: time);
        var url = receiver.Url("/status/key/1?a=b");

        var sent = await stage.SendAndWaitAsync(("StatusCallback", url));

        Assert.Equal(["sending", "sent", "delivered"], receiver.Told());
        Assert.Equal(["queued", "sending", "sent", "delivered"], sent.Statuses.Select(status => status.Status));
        Assert.All(receiver.Received, webhook =>
        {
            Assert.Equal(("POST", "/status/key/1"), (webhook.Method, webhook.Path));
            Assert.Equal(TwilioSendStage.SignatureOf(url, webhook.Form), webhook.Headers["X-Twilio-Signature"]);
            Assert.All(["MessageSid", "SmsSid"], name => Assert.Equal(sent.Sid, webhook.Form[name]));
            Assert.Equal(webhook.Form["MessageStatus"], webhook.Form["SmsStatus"]);
            Assert.Equal((TwilioStage.Business, TwilioStage.Customer), (webhook.Form["From"], webhook.Form["To"]));
            Assert.Equal((TwilioStage.AccountSid, "2010-04-01"), (webhook.Form["AccountSid"], webhook.Form["ApiVersion"]));
            Assert.DoesNotContain("ErrorCode", webhook.Form.Keys);
        });
        Assert.DoesNotContain("RawDlrDoneDate", receiver.Received[0].Form.Keys);
        Assert.Equal("2611030908", receiver.Received[2].Form["RawDlrDoneDate"]);
        Assert.Equal([204, 204, 204], sent.Callbacks.Select(callback => callback.Answer));
    }

    public static TheoryData<TwilioOutcome, string[], string?> Ends => new()
    {
        { TwilioOutcome.Delivered, ["sending", "sent", "delivered"], null },
        { TwilioOutcome.StaysSent, ["sending", "sent"], null },
        { TwilioOutcome.StaysQueued, [], null },
        { TwilioOutcome.Undelivered(30003), ["sending", "sent", "undelivered"], "30003" },
        { TwilioOutcome.Failed(30007), ["failed"], "30007" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_phone_decides_how_its_messages_end(TwilioOutcome outcome, string[] told, string? code)
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync();
        stage.World.SetOutcome(TwilioStage.Customer, outcome);

        var sent = await stage.SendAndWaitAsync(("StatusCallback", receiver.Url("/status")));

        Assert.Equal(told, receiver.Told());
        Assert.Equal(code, receiver.Received.Select(webhook => webhook.Form.GetValueOrDefault("ErrorCode")).LastOrDefault());
        var read = (await stage.GetAsync($"{TwilioStage.AccountPath}/Messages/{sent.Sid}.json")).Body;
        Assert.Equal(told.LastOrDefault("queued"), read.Text("status"));
        Assert.Equal(code ?? "", read.GetProperty("error_code").ToString());
    }

    [Fact]
    public async Task Rates_decide_where_nothing_is_said_for_the_phone()
    {
        await using var stage = await TwilioStage.StartAsync(
            faults: new TwilioFaults { FailedRate = 0.3, UndeliveredRate = 0.3, Seed = 3 });

        for (var number = 0; number < 60; number++) await stage.SendTextAsync();
        await stage.World.WhenSendsAreDoneAsync();

        var ends = stage.World.Sent.CountBy(sent => sent.Status).ToDictionary();
        Assert.All(["failed", "undelivered", "delivered"], end => Assert.InRange(ends[end], 5, 40));
        Assert.All(stage.World.Sent, sent => Assert.Equal(sent.Status == "delivered", sent.Message.ErrorCode is null));
    }

    [Fact]
    public async Task Statuses_take_the_time_that_they_are_given()
    {
        var time = new FakeTimeProvider();
        await using var stage = await TwilioStage.StartAsync(time: time, faults: new TwilioFaults { StatusDelayMs = 60_000 });
        await stage.SendTextAsync();
        Assert.Equal("queued", stage.World.Sent.Single().Status);

        await time.RunAsync(stage.World.WhenSendsAreDoneAsync());

        var statuses = stage.World.Sent.Single().Statuses;
        Assert.Equal(4, statuses.Count);
        Assert.All(
            statuses.Zip(statuses.Skip(1)),
            pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_callback_can_come_before_the_answer()
    {
        var mayAnswer = new TaskCompletionSource<int?>();
        await using var receiver = await WebhookReceiver.StartAsync((_, _) => mayAnswer.Task);
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { EarlyCallbackRate = 1 });

        var call = stage.SendTextAsync(("StatusCallback", receiver.Url("/status")));
        await Wait.UntilAsync(() => receiver.Received.Count == 1);
        Assert.False(call.IsCompleted);
        mayAnswer.SetResult(200);

        Assert.Equal(HttpStatusCode.Created, (await call).Status);
        Assert.Equal((await call).Body.Text("sid"), receiver.Received[0].Form["MessageSid"]);
        Assert.Equal("queued", (await call).Body.Text("status"));
    }

    [Fact]
    public async Task Callbacks_can_change_places()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { CallbackShuffleRate = 0.5, Seed = 2 });

        for (var number = 0; number < 20; number++) await stage.SendTextAsync(("StatusCallback", receiver.Url("/status")));
        await stage.World.WhenSendsAreDoneAsync();

        var orders = receiver.Received.GroupBy(webhook => webhook.Form["MessageSid"])
            .Select(one => string.Join(' ', one.Select(webhook => webhook.Form["MessageStatus"]))).ToList();
        Assert.Equal(60, receiver.Received.Count);
        Assert.True(orders.Distinct().Count() >= 3);
        Assert.Contains("sending sent delivered", orders);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    public async Task Callbacks_can_come_twice_or_never(double loss, int times)
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(
            faults: new TwilioFaults { CallbackRepeatRate = 1, CallbackLossRate = loss });

        var sent = await stage.SendAndWaitAsync(("StatusCallback", receiver.Url("/status")));

        Assert.Equal("delivered", sent.Status);
        Assert.All(["sending", "sent", "delivered"], status => Assert.Equal(times, receiver.Told().Count(status.Equals)));
        Assert.Equal(loss > 0, sent.Callbacks.All(callback => callback.Attempts == 0));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("#rc=3", 4)]
    public async Task A_callback_that_nobody_takes_is_tried_as_its_address_says(string fragment, int attempts)
    {
        await using var stage = await TwilioStage.StartAsync();

        var sent = await stage.SendAndWaitAsync(("StatusCallback", await WebhookReceiver.DeadUrlAsync() + fragment));

        Assert.All(sent.Callbacks, callback => Assert.Equal((attempts, (int?)null), (callback.Attempts, callback.Answer)));
        Assert.Equal(3, sent.Callbacks.Count);
    }

    [Fact]
    public async Task A_reset_ends_the_life_of_every_message()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(time: time, faults: new TwilioFaults { StatusDelayMs = 1000 });
        await stage.SendTextAsync(("StatusCallback", receiver.Url("/status")));

        stage.World.Reset();
        await time.RunAsync(stage.World.WhenSendsAreDoneAsync());

        Assert.Empty(receiver.Received);
        Assert.Empty(stage.World.Sent);
    }
}
