using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>A row's queue messages neither die out nor multiply, and one bad row does not block its lane.</summary>
public sealed class ChainTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_drain_does_not_take_a_lane_that_another_worker_took_meanwhile()
    {
        var hook = new TableHook();
        await using var product = await TestProduct.StartAsync(hook.Install);
        await product.AcceptAsync(TestProduct.Customer(1), "first");
        await product.Queue.RunAllAsync(Hour);
        await product.AcceptAsync(TestProduct.Customer(1), "second");
        LaneLease? other = null;
        hook.OnCall = async (request, pass) =>
        {
            // The transaction that takes the lane is a batch of one; the one that ends "second" comes after its post. The list of messages
            // is written by one as well.
            if (!request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) || product.CrmMessages.Count < 2) return false;
            if (!TableHook.TextOf(request).Contains($"/{TableNames.Lanes}(", StringComparison.Ordinal)) return false;
            await pass();
            hook.OnCall = null;
            await product.AcceptAsync(TestProduct.Customer(1), "third");
            var view = await product.LaneAsync(TestProduct.Customer(1));
            other = await LaneLease.TakeAsync(
                product.Get<LaneTable>(), product.Time, view, view.Pending[0], CancellationToken.None);
            return true;
        };

        await product.Queue.RunDueAsync();
        Assert.NotNull(other);
        await product.Get<GoHighLevelMessages>().AddInboundAsync(
            product.LocationId,
            new NewInboundMessage(product.Crm.World.Contacts[0].Id, "third", [], "SM-other", other.Head.Date!.Value),
            other.Window, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["first", "second", "third"], product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task Queue_messages_do_not_multiply_while_every_call_times_out()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        product.Crm.World.Faults = product.Crm.World.Faults with { LatencyMs = 3_600_000, RateLimit = null };
        await product.AcceptAsync(TestProduct.Customer(1), "hanging");
        var before = product.Crm.World.Calls.Total;

        // Time passes while a call hangs, and stands still while the product works: however slow this machine is, no lease ends by that.
        var (calls, hangsUntil) = (before, product.Time.GetUtcNow());
        var run = product.Queue.RunAllAsync(TimeSpan.FromMinutes(12));
        await Eventually.BecomesAsync(() =>
        {
            if (product.Crm.World.Calls.Total > calls)
            {
                (calls, hangsUntil) = (product.Crm.World.Calls.Total, product.Time.GetUtcNow() + GoHighLevelTransport.CallLimit);
            }

            if (product.Time.GetUtcNow() <= hangsUntil) product.Time.Advance(TimeSpan.FromMilliseconds(500));
            return run.IsCompleted;
        });

        Assert.InRange(product.Crm.World.Calls.Total - before, 5, 40);

        // The guard, and go for when the next try is due: somebody had the guard while the call hung.
        Assert.InRange(product.Queue.Count, 1, 2);
    }

    [Fact]
    public async Task A_row_that_always_fails_in_our_own_code_is_a_dead_letter_and_its_queue_messages_end()
    {
        await using var product = await TestProduct.StartAsync();
        await product.Get<TableServiceClient>().GetTableClient(TableNames.Accounts).UpdateEntityAsync(
            new TableEntity(product.LocationId, product.Account.AccountId) { ["TwilioTokens"] = "gone:AAAA" },
            ETag.All, TableUpdateMode.Merge);
        await product.AcceptAsync(TestProduct.Customer(1), "one");

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Failures.InternalError, Assert.Single(await product.DeadLettersAsync()).Failure);
        Assert.Equal(0, product.Queue.Count);
    }

    [Fact]
    public async Task A_message_whose_body_is_gone_does_not_block_the_next_one()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), new string('x', 40_000));
        var row = (await product.LaneAsync(TestProduct.Customer(1))).Pending[0];
        await product.Get<OversizedBodies>().DropAsync(row, CancellationToken.None);
        await product.AcceptAsync(TestProduct.Customer(1), "next");

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal("next", Assert.Single(product.CrmMessages).Body);
        Assert.Single(await product.DeadLettersAsync());
        Assert.Equal(0, product.Queue.Count);
    }

    [Fact]
    public async Task An_accept_whose_answer_from_storage_was_lost_keeps_its_large_body()
    {
        var hook = new TableHook();
        await using var product = await TestProduct.StartAsync(hook.Install);
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        hook.OnCall = async (request, pass) =>
        {
            if (!request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal)) return false;
            await pass();
            hook.OnCall = null;
            throw new IOException("The answer was lost.");
        };

        await product.AcceptAsync(TestProduct.Customer(1), new string('x', 40_000));
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(40_000, product.CrmMessages[1].Body.Length);
    }
}
