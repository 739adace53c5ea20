using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Tests.Simulators;

public sealed class AndroidPhoneHookTests
{
    private const string Customer = "+15005550101";

    [Fact]
    public async Task A_text_is_told_with_the_phones_own_date_and_signed()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();

        stage.Phone.Receive(Customer, "héllo");
        await stage.Phone.RunDueAsync();

        var call = Assert.Single(stage.Server.Hooks);
        var body = call.Json;
        Assert.Equal(("sms:received", "hook-0", "device-1"), ((string?)body["event"], (string?)body["webhookId"], (string?)body["deviceId"]));
        Assert.Equal(("héllo", Customer, "2026-11-23T14:00:00.000+02:00"), (
            (string?)body["payload"]!["message"], (string?)body["payload"]!["sender"], (string?)body["payload"]!["receivedAt"]));
        AssertSigned(stage, call);
    }

    [Fact]
    public async Task A_webhook_that_is_not_taken_comes_again_later_and_later_with_a_signature_of_its_own()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        stage.Server.AnswerHooks(HttpStatusCode.ServiceUnavailable);

        stage.Phone.Receive(Customer, "hello");
        await stage.PassAsync(80);
        stage.Server.AnswerNormally();
        await stage.PassAsync(80);

        var calls = stage.Server.Hooks;
        Assert.Equal([0, 5, 15, 35, 75, 155], calls.Select(call => (call.At - calls[0].At).TotalSeconds));
        Assert.Single(calls.Select(call => (string?)call.Json["id"]).Distinct());
        Assert.All(calls, call => AssertSigned(stage, call));
        Assert.Equal(6, calls.Select(call => call.Headers["X-Signature"]).Distinct().Count());
        Assert.Equal(0, stage.Phone.WebhooksWaiting);
    }

    [Fact]
    public async Task A_webhook_that_is_never_taken_is_dropped_after_its_fifteenth_repetition()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        stage.Server.AnswerHooks(HttpStatusCode.ServiceUnavailable);

        stage.Phone.Receive(Customer, "hello");
        await stage.PassAsync(TimeSpan.FromHours(45));
        Assert.Equal((15, 1), (stage.Server.Hooks.Count, stage.Phone.WebhooksWaiting));

        await stage.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal((16, 0, 1), (stage.Server.Hooks.Count, stage.Phone.WebhooksWaiting, stage.Phone.WebhooksDropped));
    }

    [Fact]
    public async Task A_webhook_that_is_not_answered_is_left_after_five_seconds()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        var arrived = 0;
        stage.Server.Instead = async (call, token) =>
        {
            arrived++;
            await Task.Delay(Timeout.InfiniteTimeSpan, stage.Time, token);
            return null;
        };

        stage.Phone.Receive(Customer, "hello");
        var run = stage.Phone.RunDueAsync();
        await Wait.UntilAsync(() => arrived == 1);
        stage.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(run.IsCompleted);
        stage.Time.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.UntilAsync(() => run.IsCompleted);

        Assert.Equal(TimeSpan.FromSeconds(5), stage.Phone.NextDue - stage.Time.GetUtcNow());
    }

    [Fact]
    public async Task Webhooks_wait_for_the_network_for_days_and_keep_their_dates()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();

        stage.Phone.GoOffline();
        for (var day = 0; day < 3; day++)
        {
            stage.Phone.Receive(Customer, $"day {day}");
            await stage.PassAsync(TimeSpan.FromDays(1));
        }

        Assert.Empty(stage.Server.Hooks);
        stage.Phone.GoOnline();
        await stage.Phone.RunDueAsync();

        Assert.Equal(["2026-11-23", "2026-11-24", "2026-11-25"], stage.Server.HooksOf("sms:received").Select(body => $"{body["payload"]!["receivedAt"]}"[..10]));
    }

    [Fact]
    public async Task Webhooks_survive_the_end_of_the_app()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        stage.Server.Instead = (call, _) =>
        {
            if (call.Url != AndroidServer.HookUrl || (string?)call.Json["event"] != "sms:received") return Task.FromResult<HttpResponseMessage?>(null);
            stage.Phone.Restart();
            throw new HttpRequestException("The app is gone.");
        };
        stage.Phone.Receive(Customer, "hello");
        await stage.Phone.RunDueAsync();
        stage.Server.AnswerNormally();

        await stage.PassAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Single(stage.Server.HooksOf("sms:received"));
        await stage.PassAsync(1);

        Assert.Equal(2, stage.Server.HooksOf("sms:received").Count);
    }

    [Fact]
    public async Task One_text_can_be_told_twice_with_two_ids_and_one_hash()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();

        stage.Phone.Receive(Customer, "hello", copies: 2);
        await stage.Phone.RunDueAsync();

        var told = stage.Server.HooksOf("sms:received");
        Assert.Equal(2, told.Select(body => (string?)body["id"]).Distinct().Count());
        Assert.Single(told.Select(body => (string?)body["payload"]!["messageId"]).Distinct());
    }

    [Fact]
    public async Task The_same_text_of_the_same_sender_in_the_same_second_is_dropped()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();

        Assert.True(stage.Phone.Receive(Customer, "ok"));
        Assert.False(stage.Phone.Receive(Customer, "ok"));
        Assert.True(stage.Phone.Receive("+15005550102", "ok"));
        await stage.PassAsync(1);
        Assert.True(stage.Phone.Receive(Customer, "ok"));
        await stage.Phone.RunDueAsync();

        Assert.Equal(3, stage.Server.Hooks.Count);
    }

    [Fact]
    public async Task What_comes_while_the_app_does_not_run_is_told_when_it_starts()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();

        stage.Phone.Stop();
        stage.Phone.Receive(Customer, "hello");
        await stage.PassAsync(60);
        Assert.Empty(stage.Server.Hooks);
        stage.Phone.Start();
        await stage.Phone.RunDueAsync();

        Assert.Equal("2026-11-23T14:00:00.000+02:00", (string?)Assert.Single(stage.Server.HooksOf("sms:received"))["payload"]!["receivedAt"]);
    }

    [Fact]
    public async Task An_mms_is_announced_and_then_told_with_its_files()
    {
        using var stage = new AndroidStage();
        stage.Server.Events = ["mms:received", "mms:downloaded"];
        await stage.SignInAsync();

        stage.Phone.ReceiveMms(Customer, "look", [new MmsPart("image/png", "a.png", [1, 2, 3])]);
        await stage.Phone.RunDueAsync();

        Assert.Equal(3, (int)Assert.Single(stage.Server.HooksOf("mms:received"))["payload"]!["size"]!);
        var there = Assert.Single(stage.Server.HooksOf("mms:downloaded"))["payload"]!;
        Assert.Equal(("look", "image/png", "AQID"), ((string?)there["body"], (string?)there["attachments"]![0]!["contentType"], (string?)there["attachments"]![0]!["data"]));
    }

    [Fact]
    public async Task An_event_that_the_app_does_not_know_is_never_told()
    {
        using var stage = new AndroidStage();
        stage.Server.Events = ["sms:seen"];
        await stage.SignInAsync();

        stage.Phone.Receive(Customer, "hello");
        await stage.PassAsync(60);

        Assert.Empty(stage.Server.Hooks);
    }

    private static void AssertSigned(AndroidStage stage, PhoneCall call)
    {
        var timestamp = call.Headers["X-Timestamp"];
        byte[] signed = [.. call.Body, .. Encoding.UTF8.GetBytes(timestamp)];
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(stage.Phone.SigningKey), signed);
        Assert.Equal(call.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), timestamp);
        Assert.Equal(Convert.ToHexStringLower(hash), call.Headers["X-Signature"]);
    }
}
