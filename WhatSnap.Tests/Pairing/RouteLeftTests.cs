using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

public sealed class RouteLeftTests
{
    private const string NewToken = "11111111111111111111111111111111";

    [Theory]
    [InlineData("disconnecting")]
    [InlineData("removing")]
    public async Task An_account_whose_credentials_are_refused_stays_and_says_that_its_route_was_left(string target)
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        Refuse(stage);

        await stage.CloseAsync(key, AccountStates.Of(target));

        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_left");
    }

    [Theory]
    [InlineData("disconnecting")]
    [InlineData("removing")]
    public async Task An_undo_whose_tries_are_used_up_says_so_too(string target)
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        stage.OnTwilio.OnCall = _ => HttpFault.ServerError;

        await stage.CloseAsync(key, AccountStates.Of(target));

        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_left");
    }

    [Fact]
    public async Task The_account_says_so_also_when_its_attempt_was_forgotten_long_ago()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        stage.Product.Time.Advance(TimeSpan.FromDays(30));
        await stage.Product.Get<ConnectionTable>().PurgeAsync(CancellationToken.None);
        Refuse(stage);

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task Its_number_and_address_are_free_again()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        Refuse(stage);
        await stage.CloseAsync(key, AccountStates.Removing);
        var hook = HookTable.KeyOf((await stage.AccountAsync(key))!.Twilio!.HookUrl);

        var (_, attempt) = await stage.ConnectAsync("Again", token: NewToken);

        Assert.Equal(ConnectionEnds.Connected, attempt.EndCode);
        Assert.Null(await stage.Product.Get<HookTable>().FindAsync(hook, CancellationToken.None));
    }

    [Fact]
    public async Task Removing_it_once_more_forgets_it_even_when_the_route_can_still_not_be_put_back()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        Refuse(stage);
        await stage.CloseAsync(key, AccountStates.Removing);

        await stage.CloseAsync(key, AccountStates.Removing);

        Assert.Null(await stage.AccountAsync(key));
        Assert.Null(await stage.Product.Get<ConnectionTable>().FindAsync(key, CancellationToken.None));
    }

    [Fact]
    public async Task Reconnecting_it_with_the_right_token_puts_the_route_back_at_its_next_end()
    {
        await using var stage = await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://demo.twilio.com/welcome/sms/reply" });
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();
        Refuse(stage);
        await stage.CloseAsync(key, AccountStates.Disconnecting);

        await stage.ReconnectAsync(key, NewToken);
        var connected = (await stage.AccountAsync(key))!.StateCode;
        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal(AccountStates.Active.Code, connected);
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal(before, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task A_reconnection_that_fails_again_still_says_so()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        Refuse(stage);
        await stage.CloseAsync(key, AccountStates.Disconnecting);

        await stage.ReconnectAsync(key);

        Assert.Equal("credentials_refused", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_reconnection_that_fails_after_its_change_and_can_not_be_undone_says_so()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        stage.Flows.BeforeStep = order =>
        {
            if (order is FlowOrder.Call { Activity: nameof(ConfirmTwilioRoute) }) Refuse(stage);
            return Task.CompletedTask;
        };

        await stage.ReconnectAsync(key);

        Assert.Equal(AccountStates.RouteLeft.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_left");
    }

    [Fact]
    public async Task A_new_account_that_says_so_gives_its_seat_free_like_any_that_was_never_connected()
    {
        await using var stage = await ConnectStage.StartAsync();
        stage.Flows.BeforeStep = order =>
        {
            if (order is FlowOrder.Call { Activity: nameof(ConfirmTwilioRoute) }) stage.OnTwilio.OnCall = _ => HttpFault.LostBefore;
            return Task.CompletedTask;
        };

        var (key, attempt) = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.TwilioUnreachable, attempt.EndCode);
        Assert.Contains(attempt.Steps, step => step.Code == "route_left");
        var account = (await stage.AccountAsync(key))!;
        Assert.Equal(AccountStates.RouteLeft.Code, account.StateCode);
        Assert.True(account.PendingUntil < stage.Product.Time.GetUtcNow());
    }

    private static void Refuse(ConnectStage stage) =>
        stage.Twilio.World.SetAccount(stage.Twilio.World.Accounts[0] with { AuthToken = NewToken });
}
