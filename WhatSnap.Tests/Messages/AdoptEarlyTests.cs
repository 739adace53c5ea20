using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Rows that turn up in GoHighLevel while their lane is still held: adopted at once, and never posted early.</summary>
public sealed class AdoptEarlyTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_call_that_commits_late_is_adopted_before_its_time_is_over_and_the_lane_goes_on()
    {
        await using var product = await KnownCustomerAsync();
        await CutOffAsync(product, commitAfterMs: 0);
        await product.AcceptAsync(TestProduct.Customer(1), "next");
        await Eventually.BecomesAsync(() => product.CrmMessages.Count == 2);

        await product.Queue.RunAllAsync(LaneTiming.Margin - TimeSpan.FromSeconds(2));

        Assert.Equal(["Hello", "late", "next"], product.CrmMessages.Select(message => message.Body));
        Assert.Empty((await product.LaneAsync(TestProduct.Customer(1))).Pending);
    }

    [Fact]
    public async Task What_has_not_turned_up_is_not_posted_before_its_time_is_over()
    {
        await using var product = await KnownCustomerAsync();
        await CutOffAsync(product, commitAfterMs: 1_000_000);
        var posts = product.Crm.World.Calls["POST /conversations/messages/inbound"];

        await product.Queue.RunAllAsync(LaneTiming.Margin - TimeSpan.FromSeconds(2));

        Assert.Equal(posts, product.Crm.World.Calls["POST /conversations/messages/inbound"]);
        Assert.Equal(1, product.Crm.World.Calls["GET /conversations/messages/export"]);
    }

    [Fact]
    public async Task A_row_behind_and_a_row_whose_contact_is_not_known_are_waited_for()
    {
        await using var product = await KnownCustomerAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "cut off");
        await product.AcceptAsync(TestProduct.Customer(1), "behind");
        var view = await product.LaneAsync(TestProduct.Customer(1));
        var lease = await TakeAsync(product, view);
        var adopt = product.Get<AdoptEarly>();
        var seen = LaneWork.For(view.Lane, view.Pending[0].Marker, product.Time.GetUtcNow()).AfterWaiting(lease.Head, LaneTiming.LookAgain);
        var held = await product.LaneAsync(TestProduct.Customer(1));

        Assert.False(await adopt.TryAsync(seen with { Marker = view.Pending[1].Marker.Value }, held, CancellationToken.None));
        Assert.False(await adopt.TryAsync(seen, held with { Head = held.Head! with { ContactId = null } }, CancellationToken.None));
        Assert.False(await adopt.TryAsync(seen with { WaitedMs = 0 }, held, CancellationToken.None));
        Assert.Equal(0, product.Crm.World.Calls["GET /conversations/messages/export"]);
    }

    [Fact]
    public async Task Who_looks_early_changes_nothing_when_GoHighLevel_fails_or_the_lane_moved_on()
    {
        await using var product = await KnownCustomerAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "cut off");
        var view = await product.LaneAsync(TestProduct.Customer(1));
        var lease = await TakeAsync(product, view);
        await TakeOverTests.PostAsync(product, lease, "cut off");
        var seen = LaneWork.For(view.Lane, view.Pending[0].Marker, product.Time.GetUtcNow()).AfterWaiting(lease.Head, LaneTiming.LookAgain);
        var held = await product.LaneAsync(TestProduct.Customer(1));

        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = true };
        Assert.False(await product.Get<AdoptEarly>().TryAsync(seen, held, CancellationToken.None));

        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = false };
        await lease.RenewAsync(null, CancellationToken.None);
        Assert.False(await product.Get<AdoptEarly>().TryAsync(seen, held, CancellationToken.None));
        Assert.Single((await product.LaneAsync(TestProduct.Customer(1))).Pending);
    }

    [Fact]
    public async Task A_new_contact_is_remembered_before_its_message_is_posted()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Observer = call =>
        {
            if (call.Route == "POST /contacts/") product.Crm.World.Faults = product.Crm.World.Faults with { LateCommitRate = 1 };
        };
        await product.AcceptAsync(TestProduct.Customer(1), "first");

        var first = product.Queue.RunDueAsync();
        await Eventually.BecomesAsync(() => product.Crm.World.Calls["POST /conversations/messages/inbound"] == 1);

        Assert.Equal(product.Crm.World.Contacts.Single().Id, (await product.LaneAsync(TestProduct.Customer(1))).Head!.ContactId);
        product.Time.Advance(GoHighLevelTransport.CallLimit);
        await first;
    }

    [Fact]
    public async Task A_host_that_stands_still_before_its_call_goes_on_within_seconds_wherever_that_was()
    {
        var storage = new StorageKiller();
        await using var product = await TestProduct.StartAsync(storage.Install);
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        var isPaused = true;
        for (var step = 1; isPaused; step++)
        {
            // A host that has just started reads its token last, when the lane's window is open.
            await using var host = await product.RestartAsync();
            await host.AcceptAsync(TestProduct.Customer(1), $"text {step}");
            (isPaused, var steps, var at) = (false, 0, step);
            storage.Dies = () =>
            {
                if (++steps == at)
                {
                    product.Time.Advance(LaneTiming.PostWindow);
                    isPaused = true;
                }

                return false;
            };
            await host.Queue.RunAllAsync(LaneTiming.PostWindow + LaneTiming.Backoff(1) + TimeSpan.FromSeconds(1));

            Assert.Equal(step + 1, product.CrmMessages.Count);
        }

        Assert.Equal($"text {product.CrmMessages.Count - 1}", product.CrmMessages[^1].Body);
    }

    private static async Task<TestProduct> KnownCustomerAsync()
    {
        var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        return product;
    }

    /// <summary>Accepts a text whose first call gets no answer and is done some time after the worker gave up.</summary>
    private static async Task CutOffAsync(TestProduct product, int commitAfterMs)
    {
        product.Crm.World.Faults = product.Crm.World.Faults with { LateCommitRate = 1, LateCommitAfterMs = commitAfterMs };
        await product.AcceptAsync(TestProduct.Customer(1), "late");
        var calls = product.Crm.World.Calls["POST /conversations/messages/inbound"];

        // The row's guard comes after the call has ended, not while it ends.
        var workers = product.Queue.Workers;
        product.Queue.Workers = 1;
        var first = product.Queue.RunDueAsync();
        await Eventually.BecomesAsync(() => product.Crm.World.Calls["POST /conversations/messages/inbound"] > calls);
        product.Time.Advance(GoHighLevelTransport.CallLimit);
        await first;
        product.Queue.Workers = workers;
        product.Crm.World.Faults = product.Crm.World.Faults with { LateCommitRate = 0 };
    }

    private static async Task<LaneLease> TakeAsync(TestProduct product, LaneView view) => (await LaneLease.TakeAsync(
        product.Get<LaneTable>(), product.Time, view, view.Pending[0], CancellationToken.None))!;
}
