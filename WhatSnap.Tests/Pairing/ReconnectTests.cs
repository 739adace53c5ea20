using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

public sealed class ReconnectTests
{
    private const string NewToken = "11111111111111111111111111111111";

    [Fact]
    public async Task Disconnecting_puts_the_old_route_back_and_keeps_id_tag_and_credentials()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();
        var connected = (await stage.AccountAsync(key))!;

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        var account = (await stage.AccountAsync(key))!;
        Assert.Equal(AccountStates.Disconnected.Code, account.StateCode);
        Assert.Equal((connected.Tag, connected.Name), (account.Tag, account.Name));
        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.Contains(account.Tag, stage.Tags);
        Assert.Null(await stage.Product.Get<HookTable>().FindAsync(HookTable.KeyOf(account.Twilio!.HookUrl), CancellationToken.None));
    }

    [Fact]
    public async Task Reconnecting_keeps_id_tag_and_address()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        var connected = (await stage.AccountAsync(key))!;
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        stage.Product.Time.Advance(TimeSpan.FromDays(1));

        await stage.ReconnectAsync(key);

        var account = (await stage.AccountAsync(key))!;
        Assert.Equal(AccountStates.Active.Code, account.StateCode);
        Assert.True(account.ConnectedAt > connected.ConnectedAt);
        Assert.Equal((connected.Tag, connected.Twilio!.HookUrl), (account.Tag, account.Twilio!.HookUrl));
        Assert.Equal(account.Twilio.HookUrl + TwilioNumbers.RetryFragment, stage.NumberAtTwilio.SmsUrl);
        Assert.NotNull(await stage.Product.Get<HookTable>().FindAsync(HookTable.KeyOf(account.Twilio.HookUrl), CancellationToken.None));
    }

    [Fact]
    public async Task A_failed_reconnection_leaves_the_account_disconnected_and_the_route_as_it_was()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();
        await stage.CloseAsync(key, AccountStates.Disconnecting);
        stage.Product.Crm.World.RevokeToken(TestProduct.AccessToken);

        await stage.ReconnectAsync(key);

        Assert.Equal("tag_refused", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(AccountStates.Disconnected.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal(before, stage.NumberAtTwilio);
    }

    [Fact]
    public async Task A_new_token_makes_an_account_that_needed_one_active_again()
    {
        await using var stage = await ConnectStage.StartAsync();
        var key = await NeedingATokenAsync(stage);
        var connectedAt = (await stage.AccountAsync(key))!.ConnectedAt;
        stage.Product.Time.Advance(TimeSpan.FromDays(1));

        await stage.ReconnectAsync(key, NewToken);

        var account = (await stage.AccountAsync(key))!;
        Assert.Equal(AccountStates.Active.Code, account.StateCode);
        Assert.Equal(NewToken, account.Twilio!.AuthTokens[0].Reveal());
        Assert.Equal(connectedAt, account.ConnectedAt);
        Assert.NotNull(account.Twilio.SavedRoute);
    }

    [Fact]
    public async Task Texts_that_were_refused_while_the_token_was_missing_are_delivered_once_it_is_there()
    {
        await using var stage = await ConnectStage.StartAsync();
        var key = await NeedingATokenAsync(stage);
        var hook = (await stage.AccountAsync(key))!.Twilio!.HookUrl;
        var post = new TwilioPost(stage.Product) { Key = HookTable.KeyOf(hook), SignedUrl = hook, Token = NewToken }.With("To", stage.Number);
        using var refused = await stage.Door.PostAsync(post);
        await stage.Product.Queue.RunDueAsync();
        stage.Product.Time.Advance(TimeSpan.FromHours(1));
        var before = stage.Product.CrmMessages;

        await stage.ReconnectAsync(key, NewToken);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(1));

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Empty(before);
        Assert.Equal(TwilioPost.Text, Assert.Single(stage.Product.CrmMessages).Body);
    }

    [Fact]
    public async Task A_wrong_new_token_leaves_the_account_as_it_was_with_its_route()
    {
        await using var stage = await ConnectStage.StartAsync();
        var key = await NeedingATokenAsync(stage);
        var route = stage.NumberAtTwilio;

        await stage.ReconnectAsync(key, "2222222222222222222222222222dead");

        Assert.Equal("credentials_refused", (await stage.AttemptAsync(key)).EndCode);
        Assert.Equal(AccountStates.NeedsNewToken.Code, (await stage.AccountAsync(key))!.StateCode);
        Assert.Equal(route, stage.NumberAtTwilio);
        var hook = HookTable.KeyOf((await stage.AccountAsync(key))!.Twilio!.HookUrl);
        Assert.NotNull(await stage.Product.Get<HookTable>().FindAsync(hook, CancellationToken.None));
    }

    [Fact]
    public async Task Removing_forgets_the_account_and_frees_its_seat_and_its_number()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();

        await stage.CloseAsync(key, AccountStates.Removing);

        Assert.Null(await stage.AccountAsync(key));
        Assert.Null(await stage.Product.Get<ConnectionTable>().FindAsync(key, CancellationToken.None));
        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.Equal(ConnectionEnds.Connected, (await stage.ConnectAsync()).Attempt.EndCode);
    }

    [Fact]
    public async Task A_route_that_somebody_changed_since_is_left_alone_at_disconnection()
    {
        await using var stage = await ConnectStage.StartAsync();
        var (key, _) = await stage.ConnectAsync();
        stage.Twilio.World.SetNumber(stage.NumberAtTwilio with { SmsUrl = "https://new.example.com/" });
        stage.Product.Time.Advance(TimeSpan.FromDays(1));

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal("https://new.example.com/", stage.NumberAtTwilio.SmsUrl);
        Assert.Contains((await stage.AttemptAsync(key)).Steps, step => step.Code == "route_moved_on");
    }

    [Fact]
    public async Task Twilio_that_is_away_for_hours_only_delays_a_disconnection()
    {
        await using var stage = await ConnectStage.StartAsync();
        var before = stage.NumberAtTwilio;
        var (key, _) = await stage.ConnectAsync();
        var start = stage.Product.Time.GetUtcNow();
        stage.OnTwilio.OnCall = _ => stage.Product.Time.GetUtcNow() - start < TimeSpan.FromHours(5) ? HttpFault.LostBefore : HttpFault.None;

        await stage.CloseAsync(key, AccountStates.Disconnecting);

        Assert.Equal(before, stage.NumberAtTwilio);
        Assert.True(stage.Product.Time.GetUtcNow() - start >= TimeSpan.FromHours(5));
    }

    /// <summary>A connected account whose token was replaced at Twilio, and noticed.</summary>
    private static async Task<AccountKey> NeedingATokenAsync(ConnectStage stage)
    {
        var (key, _) = await stage.ConnectAsync();
        stage.Twilio.World.SetAccount(stage.Twilio.World.Accounts[0] with { AuthToken = NewToken });
        await stage.Product.Get<AccountTable>().UpdateAsync(
            key, account => account with { StateCode = AccountStates.NeedsNewToken.Code }, CancellationToken.None);
        return key;
    }
}
