using WhatSnap.Core.Accounts;
using WhatSnap.Core.Health;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class ReconcileTwilioTests
{
    /// <summary>What is younger is not compared yet.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_text_that_never_arrived_is_accepted_with_its_date_and_its_media()
    {
        await using var night = await ReconcileStage.StartAsync();
        var sent = night.Now.AddHours(-5);
        night.Lose("never came", sent, new TwilioMediaContent("image/png", [1, 2, 3]));

        await night.RunAsync();

        var message = Assert.Single(night.Product.CrmMessages);
        Assert.Equal(("never came", sent), (message.Body, message.DateAdded));
        Assert.Single(message.Attachments);
        Assert.Empty(night.Product.Queue.Failures);
    }

    [Fact]
    public async Task A_text_that_arrived_is_not_doubled_and_the_lost_ones_keep_their_order()
    {
        await using var night = await ReconcileStage.StartAsync();
        var arrived = night.Lose("arrived", night.Now.AddHours(-3));
        await night.Product.AcceptAsync(arrived.From, arrived.Body, arrived.Sid);
        night.Lose("first", night.Now.AddHours(-2));
        night.Lose("second", night.Now.AddHours(-1));
        night.Lose("third", night.Now.AddHours(-1));

        await night.RunAsync();
        await night.RunAsync();

        Assert.Equal(["arrived", "first", "second", "third"], night.Texts);
    }

    [Fact]
    public async Task A_text_of_the_last_ten_minutes_is_left_to_its_webhook_until_the_next_night()
    {
        await using var night = await ReconcileStage.StartAsync();
        night.Lose("young", night.Now.AddMinutes(-9));

        await night.RunAsync();
        var first = night.Texts;
        night.Product.Time.Advance(TimeSpan.FromDays(1));
        await night.RunAsync();

        Assert.Empty(first);
        Assert.Equal(["young"], night.Texts);
    }

    [Fact]
    public async Task The_first_time_it_looks_back_to_the_connection_and_at_most_thirty_days()
    {
        await using var night = await ReconcileStage.StartAsync();
        night.Lose("long ago", night.Now.AddDays(-31));
        night.Lose("lately", night.Now.AddDays(-29));
        await night.RunAsync();
        var old = night.Texts;

        await using var young = await ReconcileStage.StartAsync();
        await young.ChangeAsync(account => account with { CreatedAt = young.Now.AddDays(-2) });
        young.Lose("before", young.Now.AddDays(-2).AddSeconds(-1));
        young.Lose("since", young.Now.AddDays(-2));
        await young.RunAsync();

        Assert.Equal(["lately"], old);
        Assert.Equal(["since"], young.Texts);
    }

    [Fact]
    public async Task What_came_while_the_account_was_disconnected_went_elsewhere()
    {
        await using var night = await ReconcileStage.StartAsync();
        await night.RunAsync();
        night.Lose("while disconnected", night.Now.AddHours(1));
        night.Product.Time.Advance(TimeSpan.FromHours(3));
        await night.ChangeAsync(account => account with { ConnectedAt = night.Now });
        night.Lose("connected again", night.Now.AddHours(1));
        night.Product.Time.Advance(TimeSpan.FromHours(3));

        await night.RunAsync();

        Assert.Equal(["connected again"], night.Texts);
    }

    [Fact]
    public async Task What_came_since_the_number_was_pointed_at_us_is_accepted_though_the_account_became_active_later()
    {
        await using var night = await ReconcileStage.StartAsync();
        var pointed = night.Now.AddHours(-2);
        await night.ChangeAsync(account => account with
        {
            ConnectedAt = night.Now.AddHours(-1),
            Twilio = account.Twilio! with { SavedRoute = new TwilioRoute("PN1", "", "POST", "", "POST", "", null) { ChangedAt = pointed } },
        });
        night.Lose("before", pointed.AddSeconds(-1));
        night.Lose("while it was connected", pointed.AddSeconds(1));

        await night.RunAsync();

        Assert.Equal(["while it was connected"], night.Texts);
    }

    [Fact]
    public async Task Later_it_looks_back_to_a_day_before_the_last_good_time()
    {
        await using var night = await ReconcileStage.StartAsync();
        await night.RunAsync();
        var last = (await night.ReadAsync()).ReconciledUntil!.Value;
        night.Product.Time.Advance(TimeSpan.FromDays(3));
        night.Lose("too old", last.AddDays(-1).AddSeconds(-1));
        night.Lose("listed late", last.AddDays(-1));
        var now = night.Now;

        await night.RunAsync();

        Assert.Equal(["listed late"], night.Texts);
        Assert.Equal(now - Settled, (await night.ReadAsync()).ReconciledUntil);
    }

    [Theory]
    [InlineData(29, null)]
    [InlineData(31, null)]
    [InlineData(31, 5)]
    public async Task What_lies_before_the_furthest_look_and_was_never_compared_may_be_missing(int days, int? connectedAgain)
    {
        await using var night = await ReconcileStage.StartAsync();
        await night.ChangeAsync(account => account with { CreatedAt = night.Now.AddDays(-1) });
        await night.RunAsync();
        var last = (await night.ReadAsync()).ReconciledUntil!.Value;
        night.Product.Time.Advance(TimeSpan.FromDays(days));
        if (connectedAgain is { } ago) await night.ChangeAsync(account => account with { ConnectedAt = night.Now.AddDays(-ago) });
        var furthest = night.Now.AddDays(-30);

        await night.RunAsync();
        await night.RunAsync();

        var after = await night.ReadAsync();
        var health = AccountHealth.Of(after, null, Backlog.None, night.Now);
        var isCut = days > 30 && connectedAgain is null;
        IReadOnlyList<Gap> missing = isCut ? [new Gap(last, furthest)] : [];
        Assert.Equal(missing, after.Health?.Gaps ?? []);
        Assert.Equal(isCut ? furthest : after.ConnectedAt ?? after.CreatedAt, health.Since);
    }

    [Theory]
    [InlineData(TwilioCallName.ListMessages, TwilioFailure.ServerError)]
    [InlineData(TwilioCallName.ListMessages, TwilioFailure.NoAnswer)]
    [InlineData(TwilioCallName.ListMedia, TwilioFailure.TooManyRequests)]
    public async Task A_failure_of_Twilio_leaves_it_for_the_next_night_and_nothing_is_lost(TwilioCallName call, TwilioFailure failure)
    {
        await using var night = await ReconcileStage.StartAsync();
        await night.RunAsync();
        var last = (await night.ReadAsync()).ReconciledUntil;
        night.Lose("lost", night.Now.AddHours(1), new TwilioMediaContent("image/png", [1]));
        night.Twilio.World.Faults = new TwilioFaults { Calls = [new() { Call = call, Failure = failure, Times = 5 }] };
        night.Product.Time.Advance(TimeSpan.FromDays(1));

        await night.RunAsync();
        var (texts, after) = (night.Texts, await night.ReadAsync());
        night.Twilio.World.Faults = new TwilioFaults();
        night.Product.Time.Advance(TimeSpan.FromDays(4));
        await night.RunAsync();

        Assert.Empty(texts);
        Assert.Equal(last, after.ReconciledUntil);
        Assert.Equal(["lost"], night.Texts);
        Assert.Empty(night.Product.Queue.Failures);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("reconnecting")]
    [InlineData("disconnecting")]
    [InlineData("disconnected")]
    public async Task An_account_that_does_not_receive_is_left_alone(string state)
    {
        await using var night = await ReconcileStage.StartAsync();
        await night.ChangeAsync(account => account with { StateCode = state });
        night.Lose("not ours", night.Now.AddHours(-1));

        await night.RunAsync();

        Assert.Empty(night.Texts);
        Assert.Null((await night.ReadAsync()).ReconciledUntil);
    }

    [Fact]
    public async Task An_account_whose_token_is_good_again_is_active_again_and_what_it_missed_is_accepted()
    {
        await using var night = await ReconcileStage.StartAsync();
        await night.ChangeAsync(account => account with { StateCode = AccountStates.NeedsNewToken.Code });
        var sid = TestProduct.AccountSid;
        var account = night.Twilio.World.Account(sid)!;
        night.Twilio.World.SetAccount(account with { AuthToken = "promoted", SecondaryAuthToken = TestProduct.AuthToken });
        night.Lose("missed", night.Now.AddHours(-1));

        await night.RunAsync();

        Assert.Equal(["missed"], night.Texts);
        var after = await night.ReadAsync();
        Assert.Equal(AccountStates.Active.Code, after.StateCode);
        Assert.Equal(["promoted", TestProduct.AuthToken], after.Twilio!.AuthTokens.Select(token => token.Reveal()));
    }

    [Fact]
    public async Task An_account_whose_token_is_still_refused_goes_on_needing_one()
    {
        await using var night = await ReconcileStage.StartAsync();
        await night.ChangeAsync(account => account with { StateCode = AccountStates.NeedsNewToken.Code });
        var account = night.Twilio.World.Account(TestProduct.AccountSid)!;
        night.Twilio.World.SetAccount(account with { AuthToken = "promoted" });

        await night.RunAsync();

        Assert.Equal(AccountStates.NeedsNewToken.Code, (await night.ReadAsync()).StateCode);
    }

    [Theory]
    [InlineData(InactiveAnswer.Forbidden)]
    [InlineData(InactiveAnswer.Readable)]
    public async Task A_suspended_account_needs_no_new_token_and_is_compared_the_next_night(InactiveAnswer answer)
    {
        await using var night = await ReconcileStage.StartAsync();
        var account = night.Twilio.World.Account(TestProduct.AccountSid)!;
        night.Lose("lost", night.Now.AddHours(-1));
        night.Twilio.World.SetAccount(account with { Status = "suspended", WhenInactive = answer });
        await night.RunAsync();
        var (state, texts) = ((await night.ReadAsync()).StateCode, night.Texts);

        night.Twilio.World.SetAccount(account);
        await night.RunAsync();

        Assert.Equal(AccountStates.Active.Code, state);
        Assert.Empty(texts);
        Assert.Equal(["lost"], night.Texts);
    }

    [Fact]
    public async Task An_active_account_whose_token_is_refused_needs_a_new_one_at_once()
    {
        await using var night = await ReconcileStage.StartAsync();
        var directory = night.Product.Get<AccountDirectory>();
        var (location, id) = (night.Product.LocationId, night.Product.Account.AccountId);
        Assert.Equal(AccountStates.Active.Code, (await directory.FindAsync(location, id, CancellationToken.None))!.StateCode);
        night.Twilio.World.SetAccount(night.Twilio.World.Account(TestProduct.AccountSid)! with { AuthToken = "promoted" });

        await night.RunAsync();

        Assert.Equal(AccountStates.NeedsNewToken.Code, (await night.ReadAsync()).StateCode);
        Assert.Equal(AccountStates.NeedsNewToken.Code, (await directory.FindAsync(location, id, CancellationToken.None))!.StateCode);
        Assert.Null((await night.ReadAsync()).ReconciledUntil);
        Assert.Empty(night.Product.Queue.Failures);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("nowhere~acc-sales")]
    public async Task A_key_that_names_nobody_is_done_with(string key)
    {
        await using var night = await ReconcileStage.StartAsync();

        await night.RunAsync(key);

        Assert.Empty(night.Texts);
    }
}
