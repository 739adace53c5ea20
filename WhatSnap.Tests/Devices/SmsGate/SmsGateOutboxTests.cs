using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>What SMSGate is given to send: once and in order.</summary>
public sealed class SmsGateOutboxTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_text_goes_to_the_phone_in_the_apps_form_with_times_of_three_digits()
    {
        await using var stage = await SmsGateStage.StartAsync();
        await stage.WriteAsync(stage.Messages.Contact(), "Hello");

        var message = Assert.Single(await stage.Phone.PullAsync());

        Assert.Equal("Hello", $"{message["textMessage"]!["text"]}");
        Assert.Equal([TestProduct.Customer(1)], message["phoneNumbers"]!.AsArray().Select(one => $"{one}"));
        Assert.True((bool)message["withDeliveryReport"]!);
        Assert.Equal("Pending", $"{message["state"]}");
        Assert.InRange($"{message["id"]}".Length, 1, 36);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", $"{message["createdAt"]}");
        var open = Assert.Single(await stage.Product.Get<OutboxTable>().ListOpenAsync(stage.Messages.Account.Key, CancellationToken.None));
        Assert.Equal(DeviceTime.Of(open.ExpiresAt), $"{message["validUntil"]}");
    }

    [Fact]
    public async Task A_pull_whose_answer_was_lost_is_answered_again_until_the_app_says_that_it_stores_the_text()
    {
        await using var stage = await SmsGateStage.StartAsync();
        await stage.WriteAsync(stage.Messages.Contact(), "Hello");

        var first = Assert.Single(await stage.Phone.PullAsync());
        stage.Product.Time.Advance(TimeSpan.FromHours(3));
        var again = Assert.Single(await stage.Phone.PullAsync());
        await stage.Phone.TellAsync($"{again["id"]}", "Pending");
        await stage.Phone.TellAsync($"{again["id"]}", "Pending");

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Empty(await stage.Phone.PullAsync());
    }

    [Fact]
    public async Task The_states_of_a_text_rise_as_far_as_delivered()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "Hello");
        var item = $"{Assert.Single(await stage.Phone.PullAsync())["id"]}";

        List<string> states = [];
        foreach (var state in (string[])["Pending", "Processed", "Sent", "Delivered"])
        {
            await stage.Phone.TellAsync(item, state);
            states.Add((await stage.StateAsync(id)).State);
        }

        await stage.RunAsync();
        Assert.Equal(["accepted", "accepted", "sent", "delivered"], states);
        Assert.Equal("delivered", stage.Messages.Stage.StatusOf(id));
    }

    [Fact]
    public async Task States_in_any_order_and_any_number_of_times_never_step_back()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "Hello");
        var item = $"{Assert.Single(await stage.Phone.PullAsync())["id"]}";

        foreach (var state in (string[])["Delivered", "Sent", "Processed", "Pending", "Delivered", "Failed", "Cancelled"]) await stage.Phone.TellAsync(item, state);

        Assert.Equal(("delivered", null), await stage.StateAsync(id));
        Assert.Empty(await stage.Phone.PullAsync());
    }

    [Fact]
    public async Task Ids_that_nobody_knows_and_states_that_nobody_knows_are_no_error()
    {
        await using var stage = await SmsGateStage.StartAsync();

        await stage.Phone.TellAsync(new string('a', 32), "Sent");
        await stage.Phone.TellAsync("X-of-another-server", "Failed", "RESULT_ERROR_GENERIC_FAILURE");
        await stage.Phone.TellAsync("a/b?c#d\\e", "Sent");
        await stage.Phone.TellAsync(new string('b', 32), "Scheduled");
        using var none = await stage.Phone.PatchStatesAsync(new JsonArray());
        using var wrong = await stage.Phone.PatchStatesAsync(new JsonObject { ["id"] = "x" });

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.BadRequest), (none.StatusCode, wrong.StatusCode));
    }

    [Fact]
    public async Task Of_one_contact_the_next_text_comes_after_what_became_of_the_one_before_whatever_order_the_app_asks_for()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var (one, other) = (stage.Messages.Contact(1), stage.Messages.Contact(2));
        await stage.WriteAsync(one, "one");
        await stage.WriteAsync(one, "two");
        await stage.WriteAsync(other, "other");

        var first = (await stage.Phone.GetAsync("sms/message?order=lifo")).AsArray();
        await stage.Phone.TellAsync($"{first[0]!["id"]}", "Processed");
        var between = await stage.Phone.PullAsync();
        await stage.Phone.TellAsync($"{first[0]!["id"]}", "Sent");
        var after = await stage.Phone.PullAsync();

        Assert.Equal(["one", "other"], PhoneWithSmsGate.Texts(first.Select(one => one!)));
        Assert.Equal(["other"], PhoneWithSmsGate.Texts(between));
        Assert.Equal(["two", "other"], PhoneWithSmsGate.Texts(after));
    }

    [Fact]
    public async Task What_a_phone_stores_waits_there_for_a_day_and_is_unknown_when_it_never_tells()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "Hello");
        await stage.Phone.TellAsync($"{Assert.Single(await stage.Phone.PullAsync())["id"]}", "Pending");

        stage.Product.Time.Advance(TimeSpan.FromHours(23));
        await stage.RunAsync();
        var waiting = await stage.StateAsync(id);
        stage.Product.Time.Advance(TimeSpan.FromHours(2));
        await stage.RunAsync();

        Assert.Equal(("accepted", null), waiting);
        Assert.Equal(("unknown", Failures.DeviceSilent.Code), await stage.StateAsync(id));
    }

    [Fact]
    public async Task What_was_handed_to_Android_is_unknown_after_half_an_hour_of_silence_and_a_late_word_ends_the_doubt()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "Hello");
        var item = $"{Assert.Single(await stage.Phone.PullAsync())["id"]}";
        await stage.Phone.TellAsync(item, "Processed");

        stage.Product.Time.Advance(OutboxItem.SilentAfter - Minute * 3);
        await stage.RunAsync();
        var before = await stage.StateAsync(id);
        stage.Product.Time.Advance(Minute * 3);
        await stage.RunAsync();
        var silent = await stage.StateAsync(id);
        await stage.Phone.TellAsync(item, "Sent");

        Assert.Equal((("accepted", null), ("unknown", Failures.DeviceSilent.Code)), (before, silent));
        Assert.Equal(("sent", null), await stage.StateAsync(id));
    }

    [Fact]
    public async Task A_text_to_a_contact_that_opted_out_meanwhile_is_taken_back_where_the_app_can()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "Hello");
        var item = $"{Assert.Single(await stage.Phone.PullAsync())["id"]}";
        await stage.Phone.TellAsync(item, "Pending");
        await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "STOP");
        await stage.RunAsync();

        stage.Phone.UserAgent = "me.capcom.smsgateway/1.66.2";
        var old = await stage.Phone.PullAsync();
        stage.Phone.UserAgent = PhoneWithSmsGate.Agent;
        var back = Assert.Single(await stage.Phone.PullAsync());
        await stage.Phone.TellAsync(item, "Cancelled");

        Assert.Empty(old);
        Assert.Equal((item, "Cancelling"), ($"{back["id"]}", $"{back["state"]}"));
        Assert.Equal(("failed", Failures.OptedOut.Code), await stage.StateAsync(id));
        Assert.Empty(await stage.Phone.PullAsync());
    }

    [Fact]
    public async Task A_text_whose_time_is_up_is_taken_back_and_one_that_was_sent_all_the_same_is_told_as_sent()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var first = await stage.WriteAsync(stage.Messages.Contact(1), "one");
        var second = await stage.WriteAsync(stage.Messages.Contact(2), "two");
        var items = (await stage.Phone.PullAsync()).Select(one => $"{one["id"]}").ToList();

        stage.Product.Time.Advance(OutboxItem.Lifetime);
        var back = await stage.Phone.PullAsync();
        await stage.Phone.TellAsync(items[0], "Cancelled");
        await stage.Phone.TellAsync(items[1], "Sent");

        Assert.Equal(["Cancelling", "Cancelling"], back.Select(one => $"{one["state"]}"));
        Assert.Equal(("failed", Failures.DeviceAway.Code), await stage.StateAsync(first));
        Assert.Equal(("sent", null), await stage.StateAsync(second));
    }

    [Fact]
    public async Task A_text_that_the_owner_takes_back_in_the_app_fails_with_that_reason()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "Hello");

        await stage.Phone.TellAsync($"{Assert.Single(await stage.Phone.PullAsync())["id"]}", "Cancelled");

        Assert.Equal(("failed", Failures.PhoneCancelled.Code), await stage.StateAsync(id));
    }

    [Theory]
    [InlineData("Send result: RESULT_NO_DEFAULT_SMS_APP", "phone_sim_wanted")]
    [InlineData("Send result: RESULT_ERROR_LIMIT_EXCEEDED", "phone_limit")]
    [InlineData("RESULT_ERROR_NO_SERVICE", "phone_without_network")]
    [InlineData("TTL expired", "device_away")]
    [InlineData("RESULT_ERROR_RADIO_OFF", "phone_without_network")]
    [InlineData("Send result: RESULT_ERROR_GENERIC_FAILURE", "phone_refused")]
    [InlineData(null, "phone_refused")]
    public async Task Why_a_text_was_not_sent_is_said_in_plain_words(string? error, string code)
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(), "Hello");

        await stage.Phone.TellAsync($"{Assert.Single(await stage.Phone.PullAsync())["id"]}", "Failed", error);
        await stage.RunAsync();

        Assert.Equal(("failed", code), await stage.StateAsync(id));
        Assert.Equal("failed", stage.Messages.Stage.StatusOf(id));
    }

    [Fact]
    public async Task Files_go_as_links_behind_the_text_because_the_app_sends_no_MMS()
    {
        await using var stage = await SmsGateStage.StartAsync();
        await stage.WriteAsync(stage.Messages.Contact(), "Our offer", "https://files.example.com/offer.pdf");

        var message = Assert.Single(await stage.Phone.PullAsync());

        Assert.Equal("Our offer\nhttps://files.example.com/offer.pdf", $"{message["textMessage"]!["text"]}");
    }

    [Fact]
    public async Task An_account_that_is_not_active_gives_nothing_and_still_hears_what_was_sent()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var id = await stage.WriteAsync(stage.Messages.Contact(1), "one");
        var item = $"{Assert.Single(await stage.Phone.PullAsync())["id"]}";
        await stage.WriteAsync(stage.Messages.Contact(2), "two");
        await stage.Messages.ChangeAsync(account => account with { StateCode = Core.Accounts.AccountStates.Disconnecting.Code });

        Assert.Empty(await stage.Phone.PullAsync());
        await stage.Phone.TellAsync(item, "Sent");

        Assert.Equal(("sent", null), await stage.StateAsync(id));
    }
}
