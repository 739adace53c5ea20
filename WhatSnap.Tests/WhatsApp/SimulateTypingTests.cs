using System.Net;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The other side sees that somebody types, where the account is set so, and no message fails by it.</summary>
public sealed class SimulateTypingTests
{
    [Fact]
    public async Task Somebody_types_for_as_long_as_a_text_takes_then_the_message_goes_out_and_typing_ends()
    {
        await using var stage = await SendStage.StartAsync(typing: true);
        await stage.WriteAsync(stage.Contact(), "Hello");
        var began = stage.Product.Time.GetUtcNow();

        var run = stage.Product.Queue.RunDueAsync();
        await Eventually.BecomesAsync(() => stage.WhatsApp.Waha.Calls.Any(call => call.Path == "/api/startTyping"));
        await stage.MoveUntilAsync(run);

        var calls = stage.WhatsApp.Waha.Calls.Select(call => call.Path.Split('/')[^1]).SkipWhile(name => name != "startTyping");
        Assert.Equal(["startTyping", "sendText", "stopTyping"], calls);
        Assert.True(stage.Product.Time.GetUtcNow() - began >= SimulateTyping.PauseFor("Hello"));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(50, 2000)]
    [InlineData(5000, 4000)]
    public void A_pause_is_between_one_second_and_four(int letters, int milliseconds) =>
        Assert.Equal(milliseconds, SimulateTyping.PauseFor(new string('a', letters)).TotalMilliseconds);

    [Fact]
    public async Task A_message_goes_out_though_typing_can_t_be_shown()
    {
        await using var stage = await SendStage.StartAsync(typing: true);
        stage.WhatsApp.OnWaha.OnCall = request =>
            request.RequestUri!.AbsolutePath == "/api/startTyping" ? HttpFault.ServerError : HttpFault.None;
        await stage.WriteAsync(stage.Contact(), "Hello");

        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(["Hello"], stage.Texts);
        Assert.DoesNotContain(stage.WhatsApp.Waha.Calls, call => call.Path == "/api/stopTyping");
    }

    [Fact]
    public async Task It_is_a_setting_of_WhatsApp_accounts_alone_that_is_on_at_first()
    {
        await using var stage = await SendStage.StartAsync(typing: true);
        var path = $"api/accounts/{stage.Key.AccountId}";
        var before = await stage.WhatsApp.GetAsync(path);

        var off = await stage.WhatsApp.PatchAsync(path, new { simulatesTyping = false });
        var renamed = await stage.WhatsApp.PatchAsync(path, new { name = "Help" });
        var twilio = await stage.WhatsApp.PatchAsync($"api/accounts/{stage.Product.Account.AccountId}", new { simulatesTyping = false });
        await stage.SendAsync("Hello");

        Assert.Equal(
            (true, false, false),
            (before.Json.GetProperty("simulatesTyping").GetBoolean(), off.Json.GetProperty("simulatesTyping").GetBoolean(), renamed.Json.GetProperty("simulatesTyping").GetBoolean()));
        Assert.Equal(HttpStatusCode.BadRequest, twilio.Status);
        Assert.DoesNotContain(stage.WhatsApp.Waha.Calls, call => call.Path == "/api/startTyping");
        Assert.Equal(["Hello"], stage.Texts);
    }
}
