using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Dead letters come back by themselves when their cause is gone: once, in order, with their dates.</summary>
public sealed class ResolveLettersTests
{
    private const string Post = "POST /conversations/messages/inbound";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_install_brings_back_what_failed_while_the_location_was_not_active_in_order_with_its_dates()
    {
        await using var product = await TestProduct.StartAsync();
        var written = await DieAsync(product, "first", "second");
        Fault(product, isGone: false);

        await InstallAgainAsync(product);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["first", "second"], product.CrmMessages.Select(message => message.Body));
        Assert.Equal(written, product.CrmMessages.Select(message => message.DateAdded));
        Assert.Empty(await product.DeadLettersAsync());
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task A_location_that_answers_again_without_an_install_is_found_by_the_health_check()
    {
        await using var product = await TestProduct.StartAsync();
        await DieAsync(product, "Hello");

        await LookAsync(product);
        Assert.Equal(0, Assert.Single(await product.DeadLettersAsync()).Entry.Replays);
        Fault(product, isGone: false);
        await LookAsync(product);

        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task What_could_not_be_brought_for_three_days_comes_back_when_GoHighLevel_answers()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        product.Time.Advance(LaneTiming.GiveUpAfter);
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal(Failures.Unreachable, Assert.Single(await product.DeadLettersAsync()).Failure);

        await LookAsync(product);
        Assert.Single(await product.DeadLettersAsync());
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = false };
        await LookAsync(product);

        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
    }

    [Fact]
    public async Task What_dies_again_and_again_comes_back_three_times_and_then_waits_for_a_person_or_an_install()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { ScopesMissing = [Post] };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);

        for (var look = 0; look < 6; look++) await LookAsync(product);

        var lives = 1 + ResolveLetters.MostReplays;
        Assert.Equal(lives * LaneTiming.RefusalsUntilDead, product.Crm.World.Calls[Post]);
        Assert.Equal(ResolveLetters.MostReplays, Assert.Single(await product.DeadLettersAsync()).Entry.Replays);
        product.Crm.World.Faults = product.Crm.World.Faults with { ScopesMissing = [] };
        await InstallAgainAsync(product);
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
    }

    [Fact]
    public async Task A_host_that_is_killed_after_a_replay_doubles_nothing_and_loses_nothing()
    {
        await using var product = await TestProduct.StartAsync();
        await DieAsync(product, "first", "second");
        Fault(product, isGone: false);
        var kills = 0;
        product.Queue.Consumers[QueueNames.ReplayLetters] = async (body, token) =>
        {
            await product.Get<ResolveLetters>().RunAsync(body, token);
            if (kills++ == 0) throw new HostKilledException();
        };

        await LookAsync(product);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(2, kills);
        Assert.Equal(["first", "second"], product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task More_letters_than_one_run_takes_go_on_in_a_message_of_their_own()
    {
        await using var product = await TestProduct.StartAsync();
        await DieAsync(product, "Hello");
        await LetterSeed.CopyAsync(product, ReplayLetters.Most);
        Fault(product, isGone: false);
        var runs = new List<LetterWork>();
        product.Queue.Consumers[QueueNames.ReplayLetters] = async (body, token) =>
        {
            runs.Add(LetterWork.FromJson(body));
            await product.Get<ResolveLetters>().RunAsync(body, token);
        };
        product.Queue.Consumers[QueueNames.DeliverInbound] = (_, _) => Task.CompletedTask;

        await LookAsync(product);

        Assert.Equal([true, false], runs.Select(work => work.After is null));
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task What_came_for_a_removed_account_goes_to_the_account_that_its_number_is_connected_as()
    {
        await using var stage = await ConnectStage.StartAsync();
        var product = stage.Product;
        var (removed, _) = await stage.ConnectAsync("Support");
        await product.AcceptAsync((await stage.AccountAsync(removed))!, TestProduct.Customer(1), "Hello");
        await stage.CloseAsync(removed, AccountStates.Removing);
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal(Failures.AccountGone, Assert.Single(await product.DeadLettersAsync()).Failure);

        var (added, _) = await stage.ConnectAsync("Help desk");
        await product.Queue.RunAllAsync(Hour);

        Assert.NotEqual(removed, added);
        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
        Assert.Equal(["whatsnap-account-help-desk"], product.Crm.World.Contacts.Single().Tags);
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_removed_accounts_number_is_forgotten_after_its_time()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await ConnectStage.StartAsync();
        var (removed, _) = await stage.ConnectAsync("Support");
        var account = (await stage.AccountAsync(removed))!;
        await stage.CloseAsync(removed, AccountStates.Removing);
        var table = stage.Product.Get<RemovedAccounts>();

        Assert.Equal([removed.AccountId], (await table.SuccessorsAsync(stage.LocationId, [account], CancellationToken.None)).Keys);
        stage.Product.Time.Advance(TimeSpan.FromDays(RemovedAccounts.DaysKept + 1));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.Empty(await table.SuccessorsAsync(stage.LocationId, [account], CancellationToken.None));
    }

    [Fact]
    public async Task A_letter_that_is_older_than_its_marker_comes_back_all_the_same()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var product = await TestProduct.StartAsync();
        await DieAsync(product, "Hello");
        Fault(product, isGone: false);
        product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfInbound + 2));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        await LookAsync(product);

        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
    }

    [Fact]
    public async Task A_queue_message_that_is_none_of_ours_is_dropped()
    {
        await using var product = await TestProduct.StartAsync();

        await product.Get<ResolveLetters>().RunAsync("{", CancellationToken.None);
        await product.Get<ResolveLetters>().ReturnAsync("{", CancellationToken.None);

        Assert.Equal(0, product.Queue.Count);
    }

    private static async Task<List<DateTimeOffset>> DieAsync(TestProduct product, params string[] texts)
    {
        Fault(product, isGone: true);
        var written = new List<DateTimeOffset>();
        foreach (var text in texts)
        {
            await product.AcceptAsync(TestProduct.Customer(1), text);
            written.Add(product.Time.GetUtcNow());
        }

        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(LaneTiming.GiveUpAfter);
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal(texts.Length, (await product.DeadLettersAsync()).Count(letter => letter.Failure == Failures.LocationUnavailable));
        return written;
    }

    private static void Fault(TestProduct product, bool isGone) =>
        product.Crm.World.Faults = product.Crm.World.Faults with { LocationsGone = isGone ? [product.LocationId] : [] };

    private static async Task LookAsync(TestProduct product)
    {
        product.Time.Advance(TimeSpan.FromMinutes(5));
        await product.Get<CheckHealth>().RunAsync(product.LocationId, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);
    }

    private static async Task InstallAgainAsync(TestProduct product) => Assert.Equal(
        InstallAnswers.Installed,
        await product.Get<CompleteInstall>().RunAsync(product.Crm.World.Installs.InstallIn(product.LocationId), CancellationToken.None));
}
