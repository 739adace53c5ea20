using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Messages that will not pass are kept with code, sentence and next action, and let the next one through.</summary>
public sealed class DeadLetterTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_refused_message_is_a_dead_letter_after_three_tries_and_the_next_one_still_arrives()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["never"] };
        await product.AcceptAsync(TestProduct.Customer(1), "never");
        await product.AcceptAsync(TestProduct.Customer(1), "next");

        await product.Queue.RunAllAsync(Hour);

        var letter = Assert.Single(await product.DeadLettersAsync());
        Assert.Equal(Failures.MessageRefused, letter.Failure);
        Assert.Equal("never", letter.Message.Text);
        Assert.NotNull(letter.VendorMessage);
        Assert.Equal("next", Assert.Single(product.CrmMessages).Body);
        Assert.Equal(LaneTiming.RefusalsUntilDead + 1, product.Crm.World.Calls["POST /conversations/messages/inbound"]);
    }

    [Fact]
    public async Task A_refused_contact_is_a_dead_letter_and_does_not_block_others()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RefusePhones = [TestProduct.Customer(1)] };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.AcceptAsync(TestProduct.Customer(2), "Hello");

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Failures.ContactRefused, Assert.Single(await product.DeadLettersAsync()).Failure);
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_location_that_is_gone_makes_dead_letters_after_three_days()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { LocationsGone = [product.LocationId] };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(LaneTiming.GiveUpAfter - (2 * Hour));
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(50));
        Assert.Empty(await product.DeadLettersAsync());

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Failures.LocationUnavailable, Assert.Single(await product.DeadLettersAsync()).Failure);
    }

    [Fact]
    public async Task A_short_code_is_kept_as_a_dead_letter_without_a_call()
    {
        await using var product = await TestProduct.StartAsync();
        var before = product.Crm.World.Calls.Total;
        await product.AcceptAsync("72345", "Your code is ready");

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Failures.SenderWithoutNumber, Assert.Single(await product.DeadLettersAsync()).Failure);
        Assert.Equal(before, product.Crm.World.Calls.Total);
    }

    [Fact]
    public async Task What_can_never_come_back_is_kept_for_90_days_with_all_that_lists_it_and_other_letters_for_longer()
    {
        // Of its own: the purge looks at all there is.
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        product.Crm.World.Faults = new GoHighLevelFaults { RefuseMessageTexts = ["refused-canary"] };
        await product.AcceptAsync("72345", "hopeless-canary " + new string('x', 40_000));
        await product.AcceptAsync(TestProduct.Customer(1), "refused-canary");
        await product.Queue.RunAllAsync(Hour);

        product.Time.Advance(TimeSpan.FromDays(89));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        var kept = (await product.DeadLettersAsync()).Count;
        product.Time.Advance(TimeSpan.FromDays(2));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.Equal(2, kept);
        Assert.Equal("refused-canary", Assert.Single(await product.DeadLettersAsync()).Message.Text);
        var left = await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        Assert.DoesNotContain("hopeless-canary", left, StringComparison.Ordinal);
        var rows = product.Get<TableServiceClient>().GetTableClient(TableNames.DeadLetters).Query<TableEntity>();
        Assert.Equal(["message_refused", "message_refused", "message_refused"], rows.Select(row => row.GetString("Code")));
    }

    [Fact]
    public async Task A_letter_that_died_again_later_is_kept_for_its_own_90_days()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        await product.AcceptAsync("72345", "hopeless");
        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(TimeSpan.FromDays(60));
        await product.Get<DeadLetters>().ReplayAsync(Assert.Single(await product.DeadLettersAsync()), CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        product.Time.Advance(TimeSpan.FromDays(60));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.Single(await product.DeadLettersAsync());
        product.Time.Advance(TimeSpan.FromDays(32));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task What_may_pass_is_tried_for_three_days_and_then_a_dead_letter()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");

        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(await product.DeadLettersAsync());
        product.Time.Advance(LaneTiming.GiveUpAfter);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Failures.Unreachable, Assert.Single(await product.DeadLettersAsync()).Failure);
    }

    [Fact]
    public async Task A_replayed_dead_letter_arrives_once_with_its_original_date()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["later"] };
        var sid = TestProduct.NewSid();
        await product.AcceptAsync(TestProduct.Customer(1), "later", sid);
        var written = product.Time.GetUtcNow();
        await product.Queue.RunAllAsync(Hour);
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [] };
        var letter = Assert.Single(await product.DeadLettersAsync());
        product.Time.Advance(Hour);

        await product.Get<DeadLetters>().ReplayAsync(letter, CancellationToken.None);
        await product.Get<DeadLetters>().ReplayAsync(letter, CancellationToken.None);
        await product.AcceptAsync(TestProduct.Customer(1), "later", sid);
        await product.Queue.RunAllAsync(Hour);

        var message = Assert.Single(product.CrmMessages);
        Assert.Equal(written, message.DateAdded, TimeSpan.FromMilliseconds(1));
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task Dead_letters_of_one_reason_are_replayed_together_and_others_stay()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with
        {
            RefuseMessageTexts = ["a"],
            RefusePhones = [TestProduct.Customer(9)],
        };
        await product.AcceptAsync(TestProduct.Customer(1), "a");
        await product.AcceptAsync(TestProduct.Customer(2), "a");
        await product.AcceptAsync(TestProduct.Customer(9), "b");
        await product.Queue.RunAllAsync(Hour);
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [] };

        var done = await product.Get<ReplayLetters>().RunAsync(
            new ReplayOrder(product.LocationId, Failures.MessageRefused.Code), CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(2, done.Replayed);
        Assert.Equal(2, product.CrmMessages.Count);
        Assert.Equal(Failures.ContactRefused, Assert.Single(await product.DeadLettersAsync()).Failure);
    }
}
