using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Tests.Simulators;

public sealed class AndroidPhoneLinkTests
{
    [Fact]
    public async Task A_code_registers_the_phone_before_its_services_start()
    {
        using var stage = new AndroidStage();

        await stage.SignInAsync();

        var first = stage.Server.Calls[0];
        Assert.Equal(("POST https://sms.example.com/sms/device", "Code ABCD2345"), ($"{first}", first.Authorization));
        Assert.Equal("me.capcom.smsgateway/1.68.0", first.Headers["User-Agent"]);
        Assert.Equal("""{"name":"samsung/a52q","pushToken":null,"simCards":[{"slotIndex":0,"simNumber":1,"phoneNumber":"********0190","carrierName":"**********bile","iccid":"***************0000"}]}""", first.Json.ToJsonString());
        Assert.Equal("device-1", stage.Phone.DeviceId);
        Assert.Equal(
            ["GET /sms/message", "GET /sms/settings", "GET /sms/webhooks", "PATCH /sms/device"],
            stage.Server.Calls.Skip(1).Select(call => $"{call.Method} {new Uri(call.Url).AbsolutePath}").Order());
    }

    [Fact]
    public async Task A_wrong_code_leaves_the_phone_unregistered()
    {
        using var stage = new AndroidStage();

        var refused = await Assert.ThrowsAsync<PhoneRefusedException>(() => stage.Phone.SignInAsync(AndroidServer.Url, "WRONG"));
        await stage.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Null(stage.Phone.DeviceId);
        Assert.Single(stage.Server.Calls);
    }

    [Theory]
    [InlineData("http://sms.example.com/sms")]
    [InlineData("sms.example.com/sms")]
    [InlineData("ftp://sms.example.com/sms")]
    public async Task An_address_that_android_does_not_allow_is_never_called(string address)
    {
        using var stage = new AndroidStage();

        await Assert.ThrowsAsync<InvalidOperationException>(() => stage.Phone.SignInAsync(address, AndroidServer.Code));

        Assert.Empty(stage.Server.Calls);
    }

    [Fact]
    public async Task An_address_is_used_as_it_was_typed()
    {
        using var stage = new AndroidStage();

        await Assert.ThrowsAsync<PhoneRefusedException>(() => stage.Phone.SignInAsync(AndroidServer.Url + "/", AndroidServer.Code));

        Assert.Equal("POST https://sms.example.com/sms//device", $"{stage.Server.Calls[0]}");
    }

    [Theory]
    [InlineData("""<html></html>""")]
    [InlineData("""{"id":"device-1","login":"LOGIN"}""")]
    public async Task An_answer_without_what_the_app_needs_registers_nothing(string answer)
    {
        using var stage = new AndroidStage();
        stage.Server.Instead = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage { Content = new StringContent(answer) });

        await Assert.ThrowsAnyAsync<Exception>(() => stage.Phone.SignInAsync(AndroidServer.Url, AndroidServer.Code));

        Assert.Null(stage.Phone.DeviceId);
    }

    [Fact]
    public async Task Each_start_tells_the_server_of_the_device()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();

        stage.Phone.Restart();
        await stage.Phone.RunDueAsync();

        var told = stage.Server.CallsTo("PATCH", "/sms/device");
        Assert.Equal(2, told.Count);
        Assert.Equal(("Bearer token-1", "device-1", "push-token"), (told[1].Authorization, (string?)told[1].Json["id"], (string?)told[1].Json["pushToken"]));
    }

    [Fact]
    public async Task A_phone_whose_token_is_revoked_asks_for_a_new_account_for_ever()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        stage.Server.Token = "another";

        stage.Phone.Restart();
        await stage.PassAsync(75);

        var asked = stage.Server.CallsTo("POST", "/sms/device").Where(call => call.Authorization is null).ToList();
        Assert.Equal([0, 10, 30, 70], asked.Select(call => (call.At - asked[0].At).TotalSeconds));
        await stage.PassAsync(TimeSpan.FromDays(2));
        Assert.True(stage.Server.CallsTo("POST", "/sms/device").Count > 15);
        Assert.Equal("device-1", stage.Phone.DeviceId);
    }

    [Fact]
    public async Task A_server_that_gives_a_new_account_to_anybody_gets_the_phone()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        stage.Server.Token = "another";
        stage.Server.Instead = (call, _) => Task.FromResult(call.Method == "POST" && call.Authorization is null
            ? new HttpResponseMessage { Content = new StringContent("""{"id":"device-2","token":"another","login":"NEW"}""") }
            : null);

        stage.Phone.Restart();
        await stage.PassAsync(1);

        Assert.Equal("device-2", stage.Phone.DeviceId);
    }

    [Fact]
    public async Task Settings_and_webhooks_are_fetched_every_day_and_messages_every_quarter_of_an_hour()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();

        await stage.PassAsync(TimeSpan.FromHours(24));

        Assert.Equal(2, stage.Server.CallsTo("GET", "/sms/settings").Count);
        Assert.Equal(2, stage.Server.CallsTo("GET", "/sms/webhooks").Count);
        Assert.Equal(97, stage.Server.CallsTo("GET", "/sms/message").Count);
        Assert.Empty(stage.Server.CallsTo("GET", "/sms/events"));
    }

    [Fact]
    public async Task A_ping_is_made_only_once_the_service_is_started_anew()
    {
        using var stage = new AndroidStage();
        stage.Server.Settings = new JsonObject { ["ping"] = new JsonObject { ["interval_seconds"] = 60 } };
        await stage.SignInAsync();
        await stage.PassAsync(300);
        Assert.Empty(stage.Server.HooksOf("system:ping"));

        stage.Phone.Stop();
        stage.Phone.Start();
        await stage.PassAsync(180);

        var pings = stage.Server.HooksOf("system:ping");
        Assert.Equal(3, pings.Count);
        Assert.Equal("pass", (string?)pings[0]["payload"]!["health"]!["status"]);
        Assert.Single(stage.Server.HooksOf("app:started"));
    }

    [Fact]
    public async Task A_key_that_the_server_sets_signs_at_once_and_null_makes_a_new_one()
    {
        using var stage = new AndroidStage();
        stage.Server.Settings = new JsonObject { ["webhooks"] = new JsonObject { ["signing_key"] = "of-the-server" } };
        var own = stage.Phone.SigningKey;
        await stage.SignInAsync();
        Assert.Equal("of-the-server", stage.Phone.SigningKey);

        stage.Server.Settings = new JsonObject { ["webhooks"] = new JsonObject { ["signing_key"] = null } };
        await stage.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal((8, 8), (own.Length, stage.Phone.SigningKey.Length));
    }

    [Fact]
    public async Task Deleted_data_leave_an_app_that_calls_nobody()
    {
        using var stage = new AndroidStage();
        await stage.SignInAsync();
        var calls = stage.Server.Calls.Count;

        stage.Phone.Reset();
        stage.Phone.Receive("+15005550101", "hello");
        stage.Phone.Start();
        await stage.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal((calls, null), (stage.Server.Calls.Count, stage.Phone.DeviceId));
    }
}
