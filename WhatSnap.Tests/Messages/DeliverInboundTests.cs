using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

public sealed class DeliverInboundTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_text_becomes_a_contact_with_its_tag_and_platform_and_a_message()
    {
        await using var product = await TestProduct.StartAsync();

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);

        var contact = Assert.Single(product.Crm.World.Contacts);
        Assert.Equal(TestProduct.Customer(1), contact.Phone);
        Assert.Equal(["whatsnap-account-sales"], contact.Tags);
        Assert.Equal("Twilio", Assert.Single(contact.CustomFields.Values).GetString());
        Assert.Equal("Twilio", contact.Other["source"].GetString());
        var message = Assert.Single(product.CrmMessages);
        Assert.Equal(("Hello", "inbound"), (message.Body, message.Direction));
        Assert.Equal(contact.Id, message.ContactId);
    }

    [Fact]
    public async Task The_same_webhook_five_times_at_once_and_over_a_restart_stores_one_message()
    {
        await using var product = await TestProduct.StartAsync();
        var sid = TestProduct.NewSid();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => product.AcceptAsync(TestProduct.Customer(1), "Hello", sid)));
        await product.Queue.RunAllAsync(Hour);
        await using var restarted = await product.RestartAsync();
        var again = await restarted.AcceptAsync(TestProduct.Customer(1), "Hello", sid);
        await product.Queue.RunAllAsync(Hour);

        Assert.IsType<AcceptOutcome.Duplicate>(again);
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task Twenty_messages_of_one_sender_are_stored_in_the_order_in_which_they_were_accepted()
    {
        await using var product = await TestProduct.StartAsync();

        for (var index = 0; index < 20; index++)
        {
            await product.AcceptAsync(TestProduct.Customer(1), $"{index}");
            if (index % 5 == 0) await product.Queue.RunDueAsync();
        }

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Enumerable.Range(0, 20).Select(index => $"{index}"), product.CrmMessages.Select(message => message.Body));
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task Nobody_waits_for_a_slow_sender()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with
        {
            RateLimit = null,
            SlowPhones = new Dictionary<string, int> { [TestProduct.Customer(0)] = 5_000 },
        };
        await Task.WhenAll(Enumerable.Range(0, 200).Select(index => product.AcceptAsync(TestProduct.Customer(index), "Hi")));

        var run = product.Queue.RunDueAsync();
        await Eventually.BecomesAsync(() => product.CrmMessages.Count == 199);

        // The clock has not moved: all others are stored while the slow call still runs.
        Assert.False(run.IsCompleted);
        product.Time.Advance(TimeSpan.FromMilliseconds(5_000));
        await Eventually.BecomesAsync(() =>
        {
            product.Time.Advance(TimeSpan.FromMilliseconds(500));
            return run.IsCompleted;
        });
        product.Crm.World.Faults = product.Crm.World.Faults with { SlowPhones = new Dictionary<string, int>() };
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal(200, product.CrmMessages.Count);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public async Task A_new_contact_costs_two_calls_where_duplicates_are_forbidden_and_three_elsewhere(
        bool allowDuplicates, int calls)
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: allowDuplicates);
        var before = product.Crm.World.Calls.Total;

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(calls, product.Crm.World.Calls.Total - before);
    }

    [Fact]
    public async Task A_message_of_a_known_contact_costs_one_call()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        var before = product.Crm.World.Calls.Total;

        await product.AcceptAsync(TestProduct.Customer(1), "Again");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(1, product.Crm.World.Calls.Total - before);
    }

    [Fact]
    public async Task After_an_hour_without_GoHighLevel_the_backlog_drains_in_order_at_the_allowed_rate()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = true };
        for (var index = 0; index < 150; index++)
        {
            await product.AcceptAsync(TestProduct.Customer(index % 5), $"{index}");
        }

        await product.Queue.RunAllAsync(Hour);
        Assert.Empty(product.CrmMessages);

        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = false };
        var took = await product.Queue.RunAllAsync(Hour);

        Assert.Equal(150, product.CrmMessages.Count);
        foreach (var sender in product.CrmMessages.GroupBy(message => message.ContactId))
        {
            var order = sender.Select(message => int.Parse(message.Body)).ToList();
            Assert.Equal(order.Order(), order);
        }

        // 5 contacts and 150 messages at 100 calls in 10 s.
        var messagesPerWindow = product.CrmMessages
            .GroupBy(message => message.CommittedAt.ToUnixTimeSeconds() / 10).Max(window => window.Count());
        Assert.InRange(messagesPerWindow, 1, 100);
        Assert.InRange(took, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
        Assert.Empty(await product.DeadLettersAsync());
    }
}
