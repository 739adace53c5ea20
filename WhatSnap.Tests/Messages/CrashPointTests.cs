using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Hosts that die at one step, each step in turn, before and after every call to tables and queues.</summary>
public sealed class CrashPointTests
{
    /// <summary>A guard's read of the marker and the put of its successor: until that is done, the guard is alone.</summary>
    private const int StepsUntilSuccessor = 3;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan InvisibleAfterKill = TimeSpan.FromMinutes(10);
    private readonly StorageKiller _killer = new();
    private string _customer = "";

    [Fact]
    public async Task A_host_killed_with_go_in_hand_is_made_up_for_by_the_guard()
    {
        await using var product = await StartAsync();
        var steps = await AtEachStepAsync(async step =>
        {
            await product.AcceptAsync(_customer, "Hello");
            _killer.DieAt(step);
            await product.Queue.RunDueAsync();
            await AssertDeliveredAsync(product, Recovery);
        });

        Assert.True(steps > 10, $"only {steps} steps");
    }

    [Fact]
    public async Task A_host_killed_with_the_guard_in_hand_is_made_up_for_by_the_successor()
    {
        await using var product = await StartAsync();
        var steps = await AtEachStepAsync(async step =>
        {
            // The first host takes go off the queue and dies with it.
            await product.AcceptAsync(_customer, "Hello");
            _killer.DieAt(1);
            await product.Queue.RunDueAsync();
            product.Time.Advance(LaneTiming.GuardDelay);
            _killer.DieAt(step);
            await product.Queue.RunDueAsync();
            await AssertDeliveredAsync(product, step > StepsUntilSuccessor ? Recovery : InvisibleAfterKill + Recovery);
        });

        Assert.True(steps > 14, $"only {steps} steps");
    }

    [Fact]
    public async Task Two_hosts_killed_one_after_the_other_while_they_work_are_made_up_for()
    {
        await using var product = await StartAsync();
        var steps = await AtEachStepAsync(async step =>
        {
            // The first host dies holding the lane; the second one while it takes over or looks again.
            await product.AcceptAsync(_customer, "Hello");
            _killer.DieAt(8);
            await product.Queue.RunDueAsync();
            await product.Queue.RunAllAsync(LaneTiming.GuardDelay + LaneTiming.Lease - TimeSpan.FromSeconds(1));
            _killer.DieAt(step + StepsUntilSuccessor);
            await AssertDeliveredAsync(product, Recovery * 2);
        });

        Assert.True(steps > 10, $"only {steps} steps");
    }

    [Fact]
    public async Task A_host_killed_while_it_accepts_leaves_the_message_wholly_there_or_wholly_not()
    {
        await using var product = await StartAsync();
        var outcomes = new HashSet<bool>();
        await AtEachStepAsync(async step =>
        {
            var sid = TestProduct.NewSid();
            _killer.DieAt(step);
            await TryAsync(() => product.AcceptAsync(_customer, "Hello", sid));
            var isThere = (await product.LaneAsync(_customer)).Pending.Count == 1;
            outcomes.Add(isThere);

            if (isThere) await AssertDeliveredAsync(product, LaneTiming.GuardDelay);
            else await product.Queue.RunAllAsync(Hour);
            await product.AcceptAsync(_customer, "Hello", sid);
            await AssertDeliveredAsync(product, LaneTiming.GuardDelay);
        });

        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public async Task A_host_killed_while_it_replays_a_dead_letter_leaves_it_dead_or_on_its_way()
    {
        await using var product = await StartAsync();
        await AtEachStepAsync(async step =>
        {
            product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["Hello"], RateLimit = null };
            await product.AcceptAsync(_customer, "Hello");
            await product.Queue.RunAllAsync(Hour);
            product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [] };
            var letter = Assert.Single(await product.DeadLettersAsync());

            _killer.DieAt(step);
            await TryAsync(() => product.Get<DeadLetters>().ReplayAsync(letter, CancellationToken.None));
            if ((await product.LaneAsync(_customer)).Pending.Count == 1) await AssertDeliveredAsync(product, LaneTiming.GuardDelay);
            await product.Queue.RunAllAsync(Hour);
            foreach (var left in await product.DeadLettersAsync()) await product.Get<DeadLetters>().ReplayAsync(left, CancellationToken.None);
            await AssertDeliveredAsync(product, LaneTiming.GuardDelay);
            Assert.Empty(await product.DeadLettersAsync());
        });
    }

    [Fact]
    public async Task A_host_killed_while_it_moves_a_row_to_another_lane_leaves_it_in_one_of_them()
    {
        await using var product = await StartAsync();
        await AtEachStepAsync(async step =>
        {
            await product.AcceptAsync(_customer, "Hello");
            var from = (await product.LaneAsync(_customer)).Lane;
            var identity = product.Message(_customer, "").SenderIdentity;
            var into = LaneId.New(product.LocationId);
            _killer.DieAt(step);
            await TryAsync(() => product.Get<MergeLanes>().RunAsync(product.LocationId, identity, into, null, CancellationToken.None));
            await AssertDeliveredAsync(product, Recovery);

            Assert.Empty((await product.Get<LaneTable>().ReadAsync(from, CancellationToken.None)).Pending);
            Assert.Empty((await product.Get<LaneTable>().ReadAsync(into, CancellationToken.None)).Pending);
        });
    }

    private async Task<TestProduct> StartAsync()
    {
        var product = await TestProduct.StartAsync(_killer.Install);
        product.Queue.OnCall = _killer.Step;
        product.Crm.World.Faults = product.Crm.World.Faults with { RateLimit = null };
        return product;
    }

    /// <summary>Runs a story again and again, each time with a new customer and a kill one step later, until nothing is killed.</summary>
    private async Task<int> AtEachStepAsync(Func<int, Task> story)
    {
        for (var step = 1; ; step++)
        {
            _customer = TestProduct.Customer(step);
            var before = _killer.Kills;
            await story(step);
            var hasDied = _killer.Kills > before;
            if (!hasDied || step > 60) return step - 1;
        }
    }

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (HostKilledException)
        {
            // What the story is about.
        }

        _killer.Spare();
    }

    /// <summary>The customer's message comes within a time, once, and nothing is left on the queue.</summary>
    private async Task AssertDeliveredAsync(TestProduct product, TimeSpan within)
    {
        await product.Queue.RunAllAsync(within);
        _killer.Spare();
        var contact = Assert.Single(product.Crm.World.Contacts, contact => contact.Phone == _customer);
        Assert.Single(product.CrmMessages, message => message.ContactId == contact.Id);
        Assert.Empty((await product.LaneAsync(_customer)).Pending);

        // What killed hosts had in hand comes again, and does nothing.
        await product.Queue.RunAllAsync(Hour);
        Assert.Single(product.CrmMessages, message => message.ContactId == contact.Id);
        Assert.Equal(0, product.Queue.Count);
    }
}
