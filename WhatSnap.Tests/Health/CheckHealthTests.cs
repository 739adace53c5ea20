using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Health;

/// <summary>Alerts: once per incident, after two looks, and its end.</summary>
public sealed class CheckHealthTests
{
    [Fact]
    public async Task A_trouble_that_lasts_is_told_once_and_its_end_once()
    {
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.NeedsNewToken);

        await stage.LookAsync(1);
        Assert.Empty(stage.Receivers.Calls);
        await stage.LookAsync(10);
        Assert.Equal(["alert.raised"], stage.Receivers.Kinds);
        await stage.BeAsync(AccountStates.Active);
        await stage.LookAsync(1);
        Assert.Equal(["alert.raised"], stage.Receivers.Kinds);
        await stage.LookAsync(10);

        Assert.Equal(["alert.raised", "alert.cleared"], stage.Receivers.Kinds);
        Assert.Equal(2, stage.Receivers.Mails.Count);
        var done = Assert.Single(await stage.Product.Get<AlertTable>().ListDoneAsync(stage.Product.LocationId, 10, CancellationToken.None));
        Assert.Equal(("needs_new_token", Incidents.Account), (done.Code, done.Incident));
    }

    [Fact]
    public async Task What_comes_and_goes_at_once_is_never_told()
    {
        await using var stage = await AlertStage.StartAsync();
        for (var time = 0; time < 5; time++)
        {
            await stage.BeAsync(AccountStates.NeedsNewToken);
            await stage.LookAsync(1);
            await stage.BeAsync(AccountStates.Active);
            await stage.LookAsync(1);
        }

        Assert.Empty(stage.Receivers.Calls);
        Assert.Empty(await stage.Product.Get<AlertTable>().ListOpenAsync(stage.Product.LocationId, CancellationToken.None));
    }

    [Fact]
    public async Task An_end_that_does_not_last_is_no_end()
    {
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(3);
        for (var time = 0; time < 3; time++)
        {
            await stage.BeAsync(AccountStates.Active);
            await stage.LookAsync(1);
            await stage.BeAsync(AccountStates.NeedsNewToken);
            await stage.LookAsync(1);
        }

        Assert.Equal(["alert.raised"], stage.Receivers.Kinds);
    }

    [Fact]
    public async Task A_worse_sign_of_the_same_incident_is_told_once_more_and_a_better_one_is_not()
    {
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.ConnectionLost);
        await stage.LookAsync(3);
        await stage.BeAsync(AccountStates.Unlinked);
        await stage.LookAsync(3);
        await stage.BeAsync(AccountStates.ConnectionLost);
        await stage.LookAsync(3);
        await stage.BeAsync(AccountStates.Active);
        await stage.LookAsync(3);

        Assert.Equal(["alert.raised", "alert.worse", "alert.cleared"], stage.Receivers.Kinds);
    }

    [Theory]
    [InlineData("disconnected")]
    [InlineData("pending")]
    [InlineData("reconnecting")]
    [InlineData("removing")]
    public async Task A_state_that_somebody_asked_for_is_no_trouble(string state)
    {
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.Of(state));

        await stage.LookAsync(4);

        Assert.Empty(stage.Receivers.Calls);
    }

    [Fact]
    public async Task A_location_that_uninstalled_WhatSnap_is_told_nothing_any_more()
    {
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.Product.Get<UninstallLocation>().RunAsync(
            stage.Product.LocationId, stage.Product.Time.GetUtcNow() + TimeSpan.FromMinutes(1), CancellationToken.None);

        await stage.LookAsync(4);

        Assert.Empty(stage.Receivers.Calls);
    }

    [Fact]
    public async Task An_alert_of_a_location_that_uninstalls_WhatSnap_is_over_and_nothing_is_said_to_be_well()
    {
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(3);
        await stage.Product.Get<UninstallLocation>().RunAsync(
            stage.Product.LocationId, stage.Product.Time.GetUtcNow() + TimeSpan.FromMinutes(1), CancellationToken.None);

        await stage.LookAsync(4);

        Assert.Equal(["alert.raised"], stage.Receivers.Kinds);
        Assert.Equal((0, 1), await CountAsync(stage));
    }

    [Fact]
    public async Task An_alert_of_an_account_that_is_being_removed_is_over_and_nothing_is_said_to_be_well()
    {
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(3);
        await stage.BeAsync(AccountStates.Removing);

        await stage.LookAsync(4);

        Assert.Equal(["alert.raised"], stage.Receivers.Kinds);
        Assert.Equal((0, 1), await CountAsync(stage));
    }

    [Fact]
    public async Task A_location_without_accounts_is_looked_at_until_none_of_its_alerts_goes_on()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(3);
        await stage.Product.Get<AccountTable>().RemoveAsync(stage.Product.Account.Key, _ => true, CancellationToken.None);

        for (var look = 0; look < 3; look++)
        {
            stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
            await stage.Product.Get<StartHealthChecks>().RunAsync(CancellationToken.None);
            await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["alert.raised"], stage.Receivers.Kinds);
        Assert.Equal((0, 1), await CountAsync(stage));
    }

    [Fact]
    public async Task At_whatever_step_a_host_dies_each_alert_and_its_end_are_told_and_none_under_two_ids()
    {
        var killer = new StorageKiller();
        await using var stage = await AlertStage.StartAsync(killer.Install);
        const int Steps = 40;
        for (var step = 1; step <= Steps; step++)
        {
            await stage.BeAsync(AccountStates.NeedsNewToken);
            await LookAsync(stage, killer, 0);
            await LookAsync(stage, killer, step);
            await stage.BeAsync(AccountStates.Active);
            await LookAsync(stage, killer, 0);
            await LookAsync(stage, killer, step);
        }

        Assert.InRange(killer.Kills, 20, 2 * Steps);
        var told = stage.Receivers.Calls.DistinctBy(call => call.Headers["webhook-id"]).Select(call => call.Json.GetProperty("type").GetString());
        Assert.Equal(Enumerable.Range(0, 2 * Steps).Select(number => number % 2 == 0 ? "alert.raised" : "alert.cleared"), told);
    }

    [Fact]
    public async Task Every_location_with_accounts_is_looked_at()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var product = await TestProduct.StartAsync();
        var asked = new List<string>();
        product.Queue.Consumers[QueueNames.CheckHealth] = (body, _) =>
        {
            lock (asked) asked.Add(body);
            return Task.CompletedTask;
        };

        await product.Get<StartHealthChecks>().RunAsync(CancellationToken.None);
        await product.Queue.RunDueAsync();

        Assert.Single(asked, one => one == product.LocationId);
    }

    [Fact]
    public async Task What_is_over_is_forgotten_after_ninety_days()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await AlertStage.StartAsync();
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(3);
        await stage.BeAsync(AccountStates.Active);
        await stage.LookAsync(3);
        var alerts = stage.Product.Get<AlertTable>();

        stage.Product.Time.Advance(TimeSpan.FromDays(AlertTable.DaysKept - 1));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.Single(await alerts.ListDoneAsync(stage.Product.LocationId, 10, CancellationToken.None));
        stage.Product.Time.Advance(TimeSpan.FromDays(2));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.Empty(await alerts.ListDoneAsync(stage.Product.LocationId, 10, CancellationToken.None));
        Assert.Equal(1, await StoredRows.CountAsync(stage.Product, TableNames.Alerts, stage.Product.LocationId));
    }

    /// <summary>How many alerts go on, and how many are over.</summary>
    private static async Task<(int Open, int Over)> CountAsync(AlertStage stage)
    {
        var alerts = stage.Product.Get<AlertTable>();
        var open = await alerts.ListOpenAsync(stage.Product.LocationId, CancellationToken.None);
        return (open.Count, (await alerts.ListDoneAsync(stage.Product.LocationId, 10, CancellationToken.None)).Count);
    }

    /// <summary>One look by the queue; its host dies at a step (none when zero), and what it had in hand comes again.</summary>
    private static async Task LookAsync(AlertStage stage, StorageKiller killer, int dyingAt)
    {
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
        await stage.Product.Queue.SendAsync(QueueNames.CheckHealth, stage.Product.LocationId, TimeSpan.Zero, CancellationToken.None);
        killer.DieAt(dyingAt);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(30));
        killer.Spare();
    }
}
