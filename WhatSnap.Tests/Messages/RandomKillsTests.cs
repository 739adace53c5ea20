using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Hosts that die before or after any call to tables or queues, over and over, in virtual time and with a printed seed.</summary>
public sealed class RandomKillsTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Senders = 12;
    private const int MessagesEach = 6;
    private const double DeathsPerStep = 0.04;

    [Fact]
    public async Task Whenever_a_worker_dies_every_message_arrives_once_and_in_order()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var killer = new StorageKiller();
        await using var product = await TestProduct.StartAsync(killer.Install);
        product.Queue.OnCall = killer.Step;
        product.Crm.World.Faults = product.Crm.World.Faults with
        {
            Seed = seed,
            Error500Rate = 0.05,
            ResetRate = 0.05,
            RoundDatesToSeconds = true,
        };
        var sent = await AcceptAllAsync(product);

        killer.Dies = () => random.NextDouble() < DeathsPerStep;
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(3));
        killer.Spare();
        await product.Queue.RunAllAsync(TimeSpan.FromHours(2));

        Assert.True(killer.Kills > 20, $"only {killer.Kills} kills");
        Assert.Empty(await product.DeadLettersAsync());
        foreach (var (customer, sids) in sent)
        {
            var contact = Assert.Single(product.Crm.World.Contacts, contact => contact.Phone == customer);
            var stored = product.CrmMessages.Where(message => message.ContactId == contact.Id);
            Assert.Equal(sids, stored.Select(message => message.AltId!));
        }
    }

    /// <summary>Many identical texts, so that only dates and markers tell them apart.</summary>
    private static async Task<Dictionary<string, List<string>>> AcceptAllAsync(TestProduct product)
    {
        var sent = new Dictionary<string, List<string>>();
        for (var index = 0; index < Senders * MessagesEach; index++)
        {
            var customer = TestProduct.Customer(index % Senders);
            var sid = TestProduct.NewSid();
            await product.AcceptAsync(customer, index % 3 == 0 ? $"text {index}" : "ok", sid);
            if (!sent.TryGetValue(customer, out var sids)) sent[customer] = sids = [];
            sids.Add(sid);
        }

        return sent;
    }
}
