using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Calls that were cut off and may have been done: each message stands in GoHighLevel once all the same.</summary>
public sealed class DoubtTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_commits_after_its_time_limit_is_adopted(bool roundsDates)
    {
        await using var product = await KnownCustomerAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with
        {
            LateCommitRate = 1,
            LateCommitAfterMs = 5_000,
            RoundDatesToSeconds = roundsDates,
        };
        await product.AcceptAsync(TestProduct.Customer(1), "late");

        var first = product.Queue.RunDueAsync();
        await AdvanceUntilAsync(product, () => first.IsCompleted);
        product.Crm.World.Faults = product.Crm.World.Faults with { LateCommitRate = 0 };
        await AdvanceUntilAsync(product, () => product.Crm.World.PendingLateCommits == 0);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["Hello", "late"], product.CrmMessages.Select(message => message.Body));
        Assert.Empty((await product.LaneAsync(TestProduct.Customer(1))).Pending);
    }

    /// <summary>The seeds let the simulator's reset come before and after the work.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_call_that_was_cut_off_is_posted_when_it_can_no_longer_turn_up_and_adopted_before(int seed)
    {
        await using var product = await KnownCustomerAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { ResetRate = 1, Seed = seed };
        await product.AcceptAsync(TestProduct.Customer(1), "cut off");
        await product.Queue.RunDueAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { ResetRate = 0 };
        var isThere = product.CrmMessages.Count == 2;

        var took = await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["Hello", "cut off"], product.CrmMessages.Select(message => message.Body));
        Assert.Equal(isThere ? LaneTiming.Margin / 2 : LaneTiming.Margin, took);
    }

    [Fact]
    public async Task Identical_texts_are_told_apart_when_one_of_them_is_in_doubt()
    {
        await using var product = await KnownCustomerAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RoundDatesToSeconds = true };
        await product.AcceptAsync(TestProduct.Customer(1), "ok");
        await product.AcceptAsync(TestProduct.Customer(1), "ok");
        await product.Queue.RunAllAsync(Hour);

        // Answered with 500, now without and now with the work done.
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 1 };
        await product.AcceptAsync(TestProduct.Customer(1), "ok");
        await product.AcceptAsync(TestProduct.Customer(1), "ok");
        await product.Queue.RunDueAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 0 };
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["Hello", "ok", "ok", "ok", "ok"], product.CrmMessages.Select(message => message.Body));
        Assert.Equal(5, product.CrmMessages.Select(message => message.AltId).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_contact_whose_creation_was_cut_off_is_not_created_twice(bool allowDuplicates)
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: allowDuplicates);
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 0.7, ResetRate = 0.3, Seed = 7 };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");

        for (var tries = 0; tries < 6; tries++)
        {
            product.Time.Advance(TimeSpan.FromMinutes(2));
            await product.Queue.RunDueAsync();
        }

        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 0, ResetRate = 0 };
        await product.Queue.RunAllAsync(Hour);

        Assert.Single(product.Crm.World.Contacts);
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_success_that_names_no_message_is_tried_again_and_then_a_dead_letter()
    {
        await using var product = await KnownCustomerAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { EmptyCreatedRate = 1 };
        await product.AcceptAsync(TestProduct.Customer(1), "void");

        await product.Queue.RunAllAsync(Hour);

        var letter = Assert.Single(await product.DeadLettersAsync());
        Assert.Equal(Failures.StoredNothing, letter.Failure);
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_success_that_names_no_message_once_costs_nothing_but_a_wait()
    {
        await using var product = await KnownCustomerAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { EmptyCreatedRate = 1 };
        await product.AcceptAsync(TestProduct.Customer(1), "void");
        await product.Queue.RunDueAsync();

        product.Crm.World.Faults = product.Crm.World.Faults with { EmptyCreatedRate = 0 };
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["Hello", "void"], product.CrmMessages.Select(message => message.Body));
    }

    private static async Task<TestProduct> KnownCustomerAsync()
    {
        var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        return product;
    }

    private static Task AdvanceUntilAsync(TestProduct product, Func<bool> condition) => Eventually.BecomesAsync(() =>
    {
        product.Time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });
}
