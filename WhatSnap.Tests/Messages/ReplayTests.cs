using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>A replayed dead letter arrives once, where it belongs, whatever happened before or happens meanwhile.</summary>
public sealed class ReplayTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_replay_keeps_its_date_though_later_messages_were_stored_meanwhile()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["later"] };
        await product.AcceptAsync(TestProduct.Customer(1), "later");
        var written = product.Time.GetUtcNow();
        await product.Queue.RunDueAsync();
        product.Time.Advance(TimeSpan.FromSeconds(20));
        await product.AcceptAsync(TestProduct.Customer(1), "next");
        await product.Queue.RunAllAsync(Hour);

        await ReplayAsync(product);

        Assert.Equal(written, product.CrmMessages.Single(message => message.Body == "later").DateAdded);
    }

    [Fact]
    public async Task A_dead_letter_that_may_stand_in_GoHighLevel_is_not_doubled_by_its_replay()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        await product.AcceptAsync(TestProduct.Customer(1), "cut off");
        var view = await product.LaneAsync(TestProduct.Customer(1));
        var lease = await LaneLease.TakeAsync(
            product.Get<LaneTable>(), product.Time, view, view.Pending[0], CancellationToken.None);
        await product.Get<GoHighLevelMessages>().AddInboundAsync(
            product.LocationId,
            new NewInboundMessage(product.Crm.World.Contacts[0].Id, "cut off", [], "SM-cut", lease!.Head.Date!.Value),
            lease.Window, CancellationToken.None);
        product.Crm.World.Faults = product.Crm.World.Faults with { LocationsGone = [product.LocationId] };
        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(LaneTiming.GiveUpAfter);
        await product.Queue.RunAllAsync(Hour);

        await ReplayAsync(product);

        Assert.Equal(["Hello", "cut off"], product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task A_message_that_dies_again_while_it_is_replayed_keeps_its_new_letter()
    {
        var hook = new TableHook();
        await using var product = await TestProduct.StartAsync(hook.Install);
        await product.AcceptAsync("72345", "Your code is ready");
        await product.Queue.RunAllAsync(Hour);

        await ReplayWhileItDiesAgainAsync(product, hook);

        Assert.Single(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_message_that_dies_again_of_another_reason_is_listed_under_that_alone()
    {
        var hook = new TableHook();
        await using var product = await TestProduct.StartAsync(hook.Install);
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["Hello"] };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        product.Crm.World.Faults = product.Crm.World.Faults with { ScopesMissing = ["POST /conversations/messages/inbound"] };

        await ReplayWhileItDiesAgainAsync(product, hook);

        Assert.Equal(Failures.ReconnectNeeded, Assert.Single(await product.DeadLettersAsync()).Failure);
        var counts = new Dictionary<string, int>();
        foreach (var code in Failures.OfInbound.Select(failure => failure.Code))
        {
            await foreach (var _ in product.Get<DeadLetters>().ListEntriesAsync(new LetterList(product.LocationId, code, true), 10, CancellationToken.None))
            {
                counts[code] = counts.GetValueOrDefault(code) + 1;
            }
        }

        Assert.Equal(new Dictionary<string, int> { [Failures.ReconnectNeeded.Code] = 1 }, counts);
    }

    [Fact]
    public async Task A_replay_whose_worker_died_is_found_by_its_guard()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = ["later"] };
        await product.AcceptAsync(TestProduct.Customer(1), "later");
        await product.Queue.RunAllAsync(Hour);
        var letter = Assert.Single(await product.DeadLettersAsync());
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [] };
        var deliver = product.Queue.Consumers[QueueNames.DeliverInbound];
        product.Queue.Consumers[QueueNames.DeliverInbound] = (_, _) => throw new HostKilledException();

        await product.Get<DeadLetters>().ReplayAsync(letter, CancellationToken.None);
        await product.Queue.RunDueAsync();
        product.Queue.Consumers[QueueNames.DeliverInbound] = deliver;
        product.Time.Advance(LaneTiming.GuardDelay);
        await product.Queue.RunDueAsync();

        Assert.Single(product.CrmMessages);
    }

    private static async Task ReplayWhileItDiesAgainAsync(TestProduct product, TableHook hook)
    {
        var letter = Assert.Single(await product.DeadLettersAsync());
        hook.OnCall = async (request, _) =>
        {
            // The transaction that takes the letter away.
            if (!TableHook.TextOf(request).Contains($"{TableNames.DeadLetters}(PartitionKey", StringComparison.Ordinal)) return false;
            hook.OnCall = null;
            await product.Queue.RunAllAsync(Hour);
            return true;
        };

        await product.Get<DeadLetters>().ReplayAsync(letter, CancellationToken.None);
        Assert.Null(hook.OnCall);
        await product.Queue.RunAllAsync(Hour);
    }

    private static async Task ReplayAsync(TestProduct product)
    {
        product.Crm.World.Faults = product.Crm.World.Faults with { RefuseMessageTexts = [], LocationsGone = [] };
        var letter = Assert.Single(await product.DeadLettersAsync());
        await product.Get<DeadLetters>().ReplayAsync(letter, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);
    }
}
