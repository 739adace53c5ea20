using CsCheck;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

public sealed class RedeliveryPropertyTests
{
    [Fact]
    public async Task Any_repeats_in_any_order_give_one_message_each_in_the_order_of_first_arrival()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { RateLimit = null };
        var customer = 0;

        // Each number is a message; what comes twice is a repeat.
        await Gen.Int[0, 5].Array[1, 12].SampleAsync(
            async arrivals =>
            {
                var from = TestProduct.Customer(Interlocked.Increment(ref customer));
                var sids = Enumerable.Range(0, 6).Select(_ => TestProduct.NewSid()).ToArray();
                var before = product.CrmMessages.Count;

                foreach (var message in arrivals)
                {
                    await product.AcceptAsync(from, "ok", sids[message]);
                    if (message == 0) await product.Queue.RunDueAsync();
                }

                await product.Queue.RunAllAsync(TimeSpan.FromHours(1));

                Assert.Equal(
                    arrivals.Distinct().Select(message => sids[message]),
                    product.CrmMessages.Skip(before).Select(message => message.AltId));
            },
            iter: 25, threads: 1);
    }
}
