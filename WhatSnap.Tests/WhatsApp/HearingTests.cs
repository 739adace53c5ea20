using WhatSnap.Core.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Accounts that are said to be connected: whether they hear anything.</summary>
public sealed class HearingTests
{
    private const string Ann = "+15005550145";

    [Fact]
    public async Task A_session_whose_connection_gives_no_answer_is_made_anew_and_told_when_that_does_not_help()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var isDeaf = true;
        var restarts = 0;
        stage.Waha.BeforeAnswer = path =>
        {
            if (path.EndsWith("/restart", StringComparison.Ordinal)) (restarts, stage.Waha.Only.Status) = (restarts + 1, "WORKING");
            return Task.CompletedTask;
        };
        stage.OnWaha.OnCall = request => isDeaf && request.RequestUri!.AbsolutePath.Contains("check-exists", StringComparison.Ordinal) ? HttpFault.ServerError : HttpFault.None;

        await stage.WatchAsync(TimeSpan.FromMinutes(25));
        Assert.Equal((0, "active"), (restarts, await stage.ShownAsync(key)));
        await stage.WatchAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((1, "active"), (restarts, await stage.ShownAsync(key)));
        await stage.WatchAsync(TimeSpan.FromMinutes(15));
        Assert.Equal("deaf", await stage.ShownAsync(key));
        Assert.InRange(restarts, 2, 3);

        isDeaf = false;
        await stage.WatchAsync();
        Assert.Equal("active", await stage.ShownAsync(key));
        Assert.Equal(0, (await stage.AccountAsync(key))!.Health!.Restarts);
    }

    [Fact]
    public async Task One_missing_answer_is_no_trouble()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var asked = 0;
        stage.OnWaha.OnCall = request =>
            request.RequestUri!.AbsolutePath.Contains("check-exists", StringComparison.Ordinal) && ++asked == 1 ? HttpFault.ServerError : HttpFault.None;

        await stage.WatchAsync(TimeSpan.FromHours(2));

        Assert.Equal((0, "active"), (stage.Restarts, await stage.ShownAsync(key)));
    }

    [Fact]
    public async Task WhatsApp_is_asked_at_most_twice_an_hour_and_not_while_there_is_traffic()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        int Asked() => stage.Waha.Calls.Count(call => call.Path.Contains("check-exists", StringComparison.Ordinal));

        for (var index = 0; index < 6; index++)
        {
            await stage.TellAsync(new WahaText($"Hello {index}", Ann));
            await stage.WatchAsync(TimeSpan.FromMinutes(15));
        }

        var whileBusy = Asked();
        await stage.WatchAsync(TimeSpan.FromHours(4));

        Assert.Equal(0, whileBusy);
        Assert.InRange(Asked(), 6, 9);
    }

    [Fact]
    public async Task A_session_that_cannot_catch_up_is_made_anew()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await stage.ConnectAsync();
        stage.Waha.Only.CaughtUp = false;

        await stage.WatchAsync(TimeSpan.FromMinutes(40));

        Assert.True(stage.Restarts > 0);
    }

    [Fact]
    public async Task A_busy_account_that_falls_silent_is_connected_anew_once_and_told_until_something_comes()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.BeforeAnswer = path =>
        {
            if (path.EndsWith("/restart", StringComparison.Ordinal)) stage.Waha.Only.Status = "WORKING";
            return Task.CompletedTask;
        };
        for (var index = 0; index < 5; index++)
        {
            await stage.TellAsync(new WahaText($"Hello {index}", Ann));
            stage.Product.Time.Advance(TimeSpan.FromHours(2));
        }

        stage.Product.Time.Advance(TimeSpan.FromHours(21));
        await stage.WatchAsync();
        Assert.Equal((0, "active"), (stage.Restarts, await stage.ShownAsync(key)));
        await stage.WatchAsync(TimeSpan.FromMinutes(70));
        Assert.Equal((1, "active"), (stage.Restarts, await stage.ShownAsync(key)));
        await stage.WatchAsync(TimeSpan.FromMinutes(35));
        Assert.Equal((1, "silent"), (stage.Restarts, await stage.ShownAsync(key)));

        await stage.TellAsync(new WahaText("At last", Ann));
        await stage.WatchAsync();
        Assert.Equal("active", await stage.ShownAsync(key));
    }

    [Fact]
    public async Task A_quiet_account_may_be_as_quiet_as_it_was_before()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.TellAsync(new WahaText("Monday", Ann));
        stage.Product.Time.Advance(TimeSpan.FromDays(4));
        await stage.TellAsync(new WahaText("Friday", Ann));

        stage.Product.Time.Advance(TimeSpan.FromDays(6));
        await stage.WatchAsync();

        Assert.Equal((0, "active"), (stage.Restarts, await stage.ShownAsync(key)));
    }

    [Fact]
    public async Task A_receipt_is_traffic_too_and_costs_one_note_in_ten_minutes()
    {
        await using var stage = await SendStage.StartAsync();
        await stage.SendAsync("Hello");
        var sent = Assert.Single(stage.Chats.Sent);
        var account = (await stage.WhatsApp.AccountAsync(stage.Key))!;
        var traffic = stage.Product.Get<Traffic>();
        Assert.Null(await traffic.ReadAsync(account, CancellationToken.None));

        await stage.AckAsync(sent, 2);
        var first = (await traffic.ReadAsync(account, CancellationToken.None))!.At;
        stage.Product.Time.Advance(TimeSpan.FromMinutes(9));
        await stage.AckAsync(sent, 3);
        var second = (await traffic.ReadAsync(account, CancellationToken.None))!.At;
        stage.Product.Time.Advance(TimeSpan.FromMinutes(2));
        await stage.AckAsync(sent, 3);

        Assert.Equal(first, second);
        Assert.Equal(stage.Product.Time.GetUtcNow(), (await traffic.ReadAsync(account, CancellationToken.None))!.At);
    }
}
