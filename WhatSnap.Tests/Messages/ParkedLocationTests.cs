using WhatSnap.Core.GoHighLevel;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>A location whose calls of the day are used up: everything waits for the new day, and nothing is lost or blamed.</summary>
public sealed class ParkedLocationTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Its_messages_wait_for_the_reset_with_a_visible_state_and_then_all_arrive()
    {
        await using var product = await TestProduct.StartAsync();
        UseUp(product);
        for (var index = 0; index < 30; index++) await product.AcceptAsync(TestProduct.Customer(index), $"{index}");

        await product.Queue.RunAllAsync(Hour);

        Assert.Empty(product.CrmMessages);
        Assert.Equal(LocationStates.DailyLimitReached, await StatusAsync(product));
        for (var index = 0; index < 30; index++)
        {
            var row = Assert.Single((await product.LaneAsync(TestProduct.Customer(index))).Pending);
            Assert.Equal((0, 0), (row.Tries, row.Refusals));
        }

        product.Crm.World.Faults = product.Crm.World.Faults with { RateLimit = new GoHighLevelRateLimit() };
        await product.Queue.RunAllAsync(Hour * 13);

        Assert.Equal(30, product.CrmMessages.Count);
        Assert.Empty(await product.DeadLettersAsync());
        Assert.Equal(LocationStates.Connected, await StatusAsync(product));
    }

    [Fact]
    public async Task No_call_is_made_before_the_reset()
    {
        await using var product = await TestProduct.StartAsync();
        UseUp(product);
        await product.AcceptAsync(TestProduct.Customer(0), "Hello");
        await product.Queue.RunAllAsync(Hour);
        var calls = product.Crm.World.Calls.Total;

        for (var index = 1; index < 20; index++) await product.AcceptAsync(TestProduct.Customer(index), "Hello");
        await product.Queue.RunAllAsync(Hour * 10);

        Assert.Equal(calls, product.Crm.World.Calls.Total);
        Assert.Empty(product.CrmMessages);
    }

    [Fact]
    public async Task A_message_that_waited_for_days_is_not_given_up_at_its_first_failure()
    {
        await using var product = await TestProduct.StartAsync();
        UseUp(product);
        await product.AcceptAsync(TestProduct.Customer(0), "Hello");
        for (var day = 0; day < 5; day++) await product.Queue.RunAllAsync(Hour * 24);
        Assert.Empty(product.CrmMessages);

        product.Crm.World.Faults = product.Crm.World.Faults with { RateLimit = new GoHighLevelRateLimit(), Error500Rate = 0.5, Seed = 3 };
        await product.Queue.RunAllAsync(Hour * 25);

        Assert.Single(product.CrmMessages);
        Assert.Empty(await product.DeadLettersAsync());
    }

    private static void UseUp(TestProduct product) => product.Crm.World.Faults =
        product.Crm.World.Faults with { RateLimit = new GoHighLevelRateLimit { Daily = 0 } };

    private static Task<LocationStatus> StatusAsync(TestProduct product) =>
        product.Get<ReadLocationStatus>().RunAsync(product.LocationId, CancellationToken.None);
}
