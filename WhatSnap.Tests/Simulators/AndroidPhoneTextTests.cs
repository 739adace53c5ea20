using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Tests.Simulators;

public sealed class AndroidPhoneTextTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_text_goes_out_and_each_change_of_its_state_makes_a_call_that_tells_the_state_of_then()
    {
        using var stage = new AndroidStage();
        stage.Server.Give("m1", "hello");

        await stage.SignInAsync();
        await stage.PassAsync(10);

        var sent = Assert.Single(stage.Phone.Sent);
        Assert.Equal(("m1", "+15005550101", "hello"), (sent.Id, sent.To, sent.Text));
        Assert.Equal(["Processed", "Processed", "Sent", "Delivered"], stage.Server.PatchesOf("m1"));
        var last = stage.Server.CallsTo("PATCH", "/sms/message")[^1].Json;
        Assert.Equal(
            """[{"id":"m1","state":"Delivered","recipients":[{"phoneNumber":"+15005550101","state":"Delivered","error":null}],"states":{"Pending":"2026-11-23T14:00:00.000+02:00","Processed":"2026-11-23T14:00:00.000+02:00","Sent":"2026-11-23T14:00:01.000+02:00","Delivered":"2026-11-23T14:00:03.000+02:00"}}]""",
            last.ToJsonString(Relaxed));
    }

    [Fact]
    public async Task A_message_that_is_fetched_again_is_told_of_again_and_sent_once()
    {
        using var stage = new AndroidStage();
        stage.Server.Give("m1", "hello");
        await stage.SignInAsync();

        await stage.PassAsync(TimeSpan.FromHours(1));

        Assert.Single(stage.Phone.Sent);
        Assert.Equal(4, stage.Server.PatchesOf("m1").Skip(4).Count(state => state == "Delivered"));
    }

    [Theory]
    [InlineData(true, "m1 m2 m3")]
    [InlineData(false, "m3 m2 m1")]
    public async Task Texts_go_out_in_the_order_of_the_settings_with_pauses(bool isFifo, string order)
    {
        using var stage = new AndroidStage();
        var messages = new JsonObject { ["send_interval_min"] = 2, ["send_interval_max"] = 6, ["processing_order"] = isFifo ? "FIFO" : null };
        stage.Server.Settings = new JsonObject { ["messages"] = messages };
        await stage.SignInAsync();
        foreach (var id in new[] { "m1", "m2", "m3" }) stage.Server.Give(id, $"text {id}");

        await stage.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(order, string.Join(' ', stage.Phone.Sent.Select(sent => sent.Id)));
        Assert.All(stage.Phone.Sent.Zip(stage.Phone.Sent.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 2, 6));
    }

    [Fact]
    public async Task A_text_that_the_system_refuses_is_told_as_failed_with_its_reason()
    {
        using var stage = new AndroidStage();
        stage.Phone.Network = _ => new TextOutcome.Refused(SmsErrors.LimitExceeded);
        stage.Server.Give("m1", "hello");

        await stage.SignInAsync();
        await stage.PassAsync(10);

        Assert.Empty(stage.Phone.Sent);
        var last = stage.Server.CallsTo("PATCH", "/sms/message")[^1].Json[0]!;
        Assert.Equal(("Failed", SmsErrors.LimitExceeded), ((string?)last["state"], (string?)last["recipients"]![0]!["error"]));
    }

    [Fact]
    public async Task Two_cards_and_none_of_them_chosen_send_nothing()
    {
        using var stage = new AndroidStage(new AndroidPhoneOptions { SimCards = 2 });
        stage.Server.Give("m1", "hello");
        stage.Server.Give("m2", "hello", message => message["simNumber"] = 2);

        await stage.SignInAsync();
        await stage.PassAsync(10);

        Assert.Equal("m2", Assert.Single(stage.Phone.Sent).Id);
        Assert.Equal("Failed", stage.Phone.States["m1"]);
    }

    [Theory]
    [InlineData("2026-11-23T11:59:59.999Z", "Failed")]
    [InlineData("2026-11-23T12:00:00.001Z", "Delivered")]

    // Seven digits are read as that many milliseconds: almost three hours.
    [InlineData("2026-11-23T10:00:00.9999999Z", "Delivered")]
    public async Task A_text_that_waited_for_longer_than_it_may_is_not_sent(string until, string state)
    {
        using var stage = new AndroidStage();
        stage.Server.Give("m1", "hello", message => message["validUntil"] = until);

        await stage.SignInAsync();
        await stage.PassAsync(10);

        Assert.Equal(state, stage.Phone.States["m1"]);
    }

    [Fact]
    public async Task States_that_the_server_does_not_take_are_told_ten_times_more()
    {
        using var stage = new AndroidStage();
        stage.Server.Give("m1", "hello");
        stage.Server.Instead = (call, _) => Task.FromResult(
            call.Method == "PATCH" && call.Url.EndsWith("/message", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null);
        await stage.SignInAsync();
        stage.Server.Messages.Clear();

        await stage.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(0, stage.Phone.StatesWaiting);
        Assert.Equal(11 * 4, stage.Server.PatchesOf("m1").Count);
    }

    [Fact]
    public async Task What_is_sent_while_there_is_no_network_is_told_afterwards()
    {
        using var stage = new AndroidStage();
        stage.Server.Give("m1", "hello");
        await stage.SignInAsync();
        var told = stage.Server.Calls.Count;

        stage.Phone.GoOffline();
        await stage.PassAsync(TimeSpan.FromDays(3));
        Assert.Equal((told, 1), (stage.Server.Calls.Count, stage.Phone.Sent.Count));

        stage.Phone.GoOnline();
        await stage.PassAsync(1);

        Assert.Equal("Delivered", stage.Server.PatchesOf("m1")[^1]);
        Assert.True(stage.Phone.IsAtRest);
    }

    [Fact]
    public async Task A_killed_app_goes_on_where_it_was()
    {
        using var stage = new AndroidStage();
        foreach (var id in new[] { "m1", "m2" }) stage.Server.Give(id, id);
        stage.Server.Settings = AndroidStage.Fifo;
        await stage.SignInAsync();

        stage.Phone.Restart();
        await stage.PassAsync(10);

        Assert.Equal(2, stage.Phone.Sent.Count);
        Assert.All(["m1", "m2"], id => Assert.Equal("Delivered", stage.Server.PatchesOf(id)[^1]));
    }

    [Fact]
    public async Task A_text_that_is_taken_back_in_time_is_not_sent()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        stage.Server.Give("m1", "hello", message => message["scheduleAt"] = "2026-11-23T13:00:00.000Z");
        await stage.PassAsync(TimeSpan.FromMinutes(15));

        stage.Server.Messages[0]["state"] = "Cancelling";
        await stage.PassAsync(TimeSpan.FromHours(2));

        Assert.Empty(stage.Phone.Sent);
        Assert.Equal("Cancelled", stage.Server.PatchesOf("m1")[^1]);
    }
}
