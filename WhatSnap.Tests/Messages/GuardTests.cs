using Azure;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>A row has a guard on the queue as long as it waits, and none when it is done.</summary>
public sealed class GuardTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_row_that_is_done_leaves_nothing_on_the_queue()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.AcceptAsync(TestProduct.Customer(1), "again");
        await product.AcceptAsync("72345", "dead");

        await product.Queue.RunDueAsync();

        Assert.Equal(2, product.CrmMessages.Count);
        Assert.Equal(0, product.Queue.Count);
    }

    [Fact]
    public async Task A_go_that_cannot_be_sent_is_made_up_for_by_the_guard()
    {
        await using var product = await TestProduct.StartAsync();
        var calls = 0;
        product.Queue.OnCall = () =>
        {
            if (++calls == 3) throw new RequestFailedException("The queue is away.");
        };

        var outcome = await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        var took = await product.Queue.RunAllAsync(Hour);

        Assert.IsType<AcceptOutcome.Accepted>(outcome);
        Assert.Single(product.CrmMessages);
        Assert.Equal(LaneTiming.GuardDelay, took);
    }

    [Fact]
    public async Task A_guard_that_comes_before_its_row_finds_it_later()
    {
        var hook = new TableHook();
        await using var product = await TestProduct.StartAsync(hook.Install);
        DropGo(product);
        hook.OnCall = (request, _) => WhenGuardsHaveComeAsync(product, hook, request);

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);

        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_guard_that_comes_before_a_dead_letter_is_opened_again_finds_it_later()
    {
        var hook = new TableHook();
        await using var product = await TestProduct.StartAsync(hook.Install);
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["later"] };
        await product.AcceptAsync(TestProduct.Customer(1), "later");
        await product.Queue.RunAllAsync(Hour);
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [] };
        DropGo(product);
        hook.OnCall = (request, _) => WhenGuardsHaveComeAsync(product, hook, request);

        await product.Get<DeadLetters>().ReplayAsync(Assert.Single(await product.DeadLettersAsync()), CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_go_that_finds_the_lane_held_ends_and_the_holder_takes_its_row_along()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { LatencyMs = 500, RateLimit = null };
        await product.AcceptAsync(TestProduct.Customer(1), "first");
        var run = product.Queue.RunDueAsync();
        await Eventually.BecomesAsync(() => product.Crm.World.Calls["POST /contacts/"] == 1);

        await product.AcceptAsync(TestProduct.Customer(1), "second");
        await Eventually.BecomesAsync(() => product.Queue.Count == 2);
        await Eventually.BecomesAsync(() =>
        {
            if (!run.IsCompleted) product.Time.Advance(TimeSpan.FromMilliseconds(20));
            return run.IsCompleted;
        });

        Assert.Equal(["first", "second"], product.CrmMessages.Select(message => message.Body));
        Assert.Equal(0, product.Queue.Count);
    }

    [Fact]
    public async Task A_row_that_waits_for_its_next_try_has_one_queue_message_that_comes_when_it_is_due()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");

        var counts = new HashSet<int>();
        for (var second = 0; second < 120; second++)
        {
            await product.Queue.RunDueAsync();
            counts.Add(product.Queue.Count);
            product.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1], counts);
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = false };
        await product.Queue.RunAllAsync(Hour);
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_row_whose_guard_somebody_died_with_is_tried_again_when_it_is_due()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        var guard = (await product.LaneAsync(TestProduct.Customer(1))).Pending[0].Guard!;
        await product.Queue.TakeBackAsync(guard, CancellationToken.None);

        await product.Queue.RunDueAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = false };
        await product.Queue.RunAllAsync(LaneTiming.DoubtHold);

        Assert.Single(product.CrmMessages);
        Assert.Equal(0, product.Queue.Count);
    }

    [Fact]
    public async Task A_host_that_stops_while_it_works_leaves_no_second_guard()
    {
        await using var product = await TestProduct.StartAsync();
        DropGo(product);
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunDueAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { LatencyMs = 3_600_000 };
        using var stopping = new CancellationTokenSource();
        var view = await product.LaneAsync(TestProduct.Customer(1));
        var before = product.Queue.Count;

        var work = product.Get<WorkOnLane>().RunAsync(
            LaneWork.For(view.Lane, view.Pending[0].Marker, product.Time.GetUtcNow()).ToJson(), stopping.Token);
        await Eventually.BecomesAsync(() => product.Queue.Count == before + 1 && product.Crm.World.Calls["POST /contacts/"] == 1);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(before, product.Queue.Count);
    }

    [Fact]
    public async Task A_poisoned_go_is_dropped_because_its_row_has_a_guard()
    {
        await using var product = await TestProduct.StartAsync();
        var guard = LaneWork.For(LaneId.New(product.LocationId), new MarkerKey("m~acc~1"), product.Time.GetUtcNow());

        await product.Get<ReturnPoison>().RunAsync((guard with { Go = true }).ToJson(), CancellationToken.None);
        var afterGo = product.Queue.Count;
        await product.Get<ReturnPoison>().RunAsync(guard.ToJson(), CancellationToken.None);

        Assert.Equal((0, 1), (afterGo, product.Queue.Count));
    }

    private static void DropGo(TestProduct product)
    {
        var deliver = product.Queue.Consumers[QueueNames.DeliverInbound];
        product.Queue.Consumers[QueueNames.DeliverInbound] = (body, token) =>
            LaneWork.FromJson(body).Go ? Task.CompletedTask : deliver(body, token);
    }

    /// <summary>Holds a transaction back until the guard that was put before it has come.</summary>
    private static async Task<bool> WhenGuardsHaveComeAsync(TestProduct product, TableHook hook, Azure.Core.Request request)
    {
        if (!request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal)) return false;
        hook.OnCall = null;
        product.Time.Advance(LaneTiming.GuardDelay);
        await product.Queue.RunDueAsync();
        return true;
    }
}
