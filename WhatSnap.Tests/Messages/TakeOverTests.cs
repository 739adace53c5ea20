using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Workers that are killed or paused in the middle of a lane, and those who take over from them.</summary>
public sealed class TakeOverTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lane_whose_worker_died_is_taken_over_and_the_message_stands_once(bool hadPosted)
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        await product.AcceptAsync(TestProduct.Customer(1), "cut off");
        var lease = await TakeAsync(product);
        if (hadPosted) await PostAsync(product, lease, "cut off");

        var took = await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["Hello", "cut off"], product.CrmMessages.Select(message => message.Body));
        Assert.Empty((await product.LaneAsync(TestProduct.Customer(1))).Pending);

        // What stands there already is not waited for.
        var wait = hadPosted ? LaneTiming.LookAgain : LaneTiming.Lease;
        Assert.InRange(took, wait, LaneTiming.GuardDelay + wait + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_message_that_a_killed_host_had_taken_off_the_queue_is_found_by_its_guard()
    {
        await using var product = await TestProduct.StartAsync();
        var deliver = product.Queue.Consumers[QueueNames.DeliverInbound];
        var isAlive = false;
        product.Queue.Consumers[QueueNames.DeliverInbound] = (body, token) =>
            isAlive ? deliver(body, token) : throw new HostKilledException();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunDueAsync();

        isAlive = true;
        product.Time.Advance(LaneTiming.GuardDelay);
        await product.Queue.RunDueAsync();

        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_worker_that_was_paused_beyond_its_window_posts_nothing()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        await product.AcceptAsync(TestProduct.Customer(1), "paused");
        var paused = await TakeAsync(product);

        product.Time.Advance(LaneTiming.PostWindow);

        await Assert.ThrowsAsync<CallWindowClosedException>(() => PostAsync(product, paused, "paused"));
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lane_can_record_nothing()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        var view = await product.LaneAsync(TestProduct.Customer(1));
        var paused = await TakeAsync(product);
        await product.Queue.RunAllAsync(Hour);

        await Assert.ThrowsAsync<LeaseLostException>(() => paused.FinishAsync(
            view.Pending[0], new RowResult("id", new DateOnly(2027, 1, 1)), null, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => paused.RenewAsync(null, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => paused.HoldAsync(
            view.Pending[0], TimeSpan.Zero, false, CancellationToken.None));
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task Two_workers_that_take_a_lane_at_once_do_not_both_get_it()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        var view = await product.LaneAsync(TestProduct.Customer(1));

        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LaneLease.TakeAsync(
            product.Get<LaneTable>(), product.Time, view, view.Pending[0], CancellationToken.None)));

        Assert.Single(leases, lease => lease is not null);
    }

    [Fact]
    public async Task A_guard_without_its_row_is_looked_at_for_five_minutes_and_then_gone()
    {
        await using var product = await TestProduct.StartAsync();
        var work = LaneWork.For(LaneId.New(product.LocationId), new MarkerKey("m~acc~never"), product.Time.GetUtcNow());
        await product.Get<RowGuards>().PutAsync(work, CancellationToken.None);

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(0, product.Queue.Count);
        Assert.InRange(product.Time.GetUtcNow() - work.At, LaneTiming.RowMayStillCome, TimeSpan.FromMinutes(10));
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public void The_times_of_a_lane_leave_no_room_for_a_second_call()
    {
        Assert.True(LaneTiming.PostWindow + GoHighLevelTransport.CallLimit + LaneTiming.Margin <= LaneTiming.Lease);
        Assert.True(LaneTiming.PostWithin < LaneTiming.PostWindow);
        Assert.True(LaneTiming.CallsUntil + GoHighLevelTransport.CallLimit <= LaneTiming.Lease);
        Assert.Equal(GoHighLevelTransport.CallLimit + LaneTiming.Margin, LaneTiming.DoubtHold);
    }

    [Theory]
    [InlineData(true, new[] { 5, 5, 5 })]
    [InlineData(false, new[] { 8, 7 })]
    public void Who_waits_for_a_held_lane_looks_now_and_then_and_takes_it_as_soon_as_it_may(bool isFirst, int[] seconds)
    {
        var left = LaneTiming.Lease;
        var looks = new List<int>();
        while (left > TimeSpan.Zero)
        {
            looks.Add((int)LaneTiming.LookAgainAfter(left, isFirst, mayEndBefore: true).TotalSeconds);
            left -= TimeSpan.FromSeconds(looks[^1]);
        }

        Assert.Equal(seconds, looks);
    }

    private static async Task<LaneLease> TakeAsync(TestProduct product)
    {
        var view = await product.LaneAsync(TestProduct.Customer(1));
        var lease = await LaneLease.TakeAsync(
            product.Get<LaneTable>(), product.Time, view, view.Pending[0], CancellationToken.None);
        return lease!;
    }

    internal static Task<string> PostAsync(TestProduct product, LaneLease lease, string text) =>
        product.Get<GoHighLevelMessages>().AddInboundAsync(
            product.LocationId,
            new NewInboundMessage(
                product.Crm.World.Contacts[0].Id, text, [], "SM-cut-off", lease.Head.Date!.Value),
            lease.Window, CancellationToken.None);
}
