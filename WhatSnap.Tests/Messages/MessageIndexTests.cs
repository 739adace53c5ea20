using System.Text.Json;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>The list of a location's messages: what stands in it, its filters and pages, and what is kept how long.</summary>
public sealed class MessageIndexTests
{
    [Fact]
    public async Task What_came_in_is_listed_with_account_contact_times_and_the_id_that_logs_name()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello", "SM1");
        await product.Queue.RunDueAsync();

        var entry = Assert.Single((await ListAsync(product)).Messages);

        var stored = Assert.Single(product.CrmMessages);
        Assert.Equal(("stored", false, "SM1", stored.Id), (entry.State, entry.IsOutbound, entry.TraceId, entry.MessageId));
        Assert.Equal((product.Account.AccountId, stored.ContactId), (entry.AccountId, entry.ContactId));
        Assert.True(entry.EndedAt >= entry.AcceptedAt);
        Assert.NotNull(entry.WrittenAt);
    }

    [Fact]
    public async Task What_goes_out_is_listed_with_reason_cost_and_when_it_was_sent_and_ended()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        var id = await stage.WriteAsync(contact, "Hello");
        await stage.RunAsync();

        var entry = Assert.Single((await ListAsync(stage.Product)).Messages);

        Assert.Equal(("delivered", true, id, contact.Id), (entry.State, entry.IsOutbound, entry.MessageId, entry.ContactId));
        Assert.StartsWith("Sent from Sales:", entry.Reason, StringComparison.Ordinal);
        Assert.Equal(1, entry.Segments);
        Assert.NotNull(entry.Cost);
        Assert.True(entry.SentAt >= entry.AcceptedAt && entry.EndedAt >= entry.SentAt);
    }

    [Fact]
    public async Task The_newest_stands_first_and_pages_lead_through_all_of_them_once()
    {
        await using var product = await TestProduct.StartAsync();
        for (var number = 1; number <= 120; number++)
        {
            product.Time.Advance(TimeSpan.FromSeconds(1));
            await NoteAsync(product, number, ListedStates.Stored.Code, $"acc-{number % 3}", $"contact{number % 40}");
        }

        Assert.Equal(Enumerable.Range(1, 120).Reverse(), await AllAsync(product, new MessageFilter(null, null, null, null)));
        Assert.Equal(
            Enumerable.Range(1, 120).Where(number => number % 3 == 1).Reverse(), await AllAsync(product, new MessageFilter("acc-1", null, null, null)));
        Assert.Equal(
            Enumerable.Range(1, 120).Where(number => number % 40 == 7).Reverse(), await AllAsync(product, new MessageFilter(null, "contact7", null, null)));
        Assert.Equal([47], await AllAsync(product, new MessageFilter("acc-2", "contact7", null, null)));
        Assert.Empty(await AllAsync(product, new MessageFilter(null, null, null, true)));
    }

    [Fact]
    public async Task What_waits_and_what_failed_is_found_until_it_is_done()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = new GoHighLevelFaults { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello", "SM1");
        await product.Queue.RunDueAsync();

        var waiting = Assert.Single((await ListAsync(product, "waiting")).Messages);
        Assert.Equal(Failures.Unreachable.Code, waiting.FailureCode);

        product.Crm.World.Faults = new GoHighLevelFaults();
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));

        Assert.Empty((await ListAsync(product, "waiting")).Messages);
        Assert.Equal(waiting.Id, Assert.Single((await ListAsync(product)).Messages).Id);
        Assert.Equal(waiting.Id, Assert.Single((await ListAsync(product, "stored")).Messages).Id);
    }

    [Fact]
    public async Task A_replayed_message_stays_one_entry_and_is_no_longer_listed_as_failed()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = new GoHighLevelFaults { RefuseMessageTexts = ["bad"] };
        await product.AcceptAsync(TestProduct.Customer(1), "bad", "SM1");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        var failed = Assert.Single((await ListAsync(product, "failed")).Messages);
        Assert.Equal(Failures.MessageRefused.Code, failed.FailureCode);

        product.Crm.World.Faults = new GoHighLevelFaults();
        await product.Get<ReplayLetters>().RunAsync(new ReplayOrder(product.LocationId, Failures.MessageRefused.Code), CancellationToken.None);
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));

        Assert.Empty((await ListAsync(product, "failed")).Messages);
        var entry = Assert.Single((await ListAsync(product)).Messages);
        Assert.Equal((failed.Id, "stored", null), (entry.Id, entry.State, entry.FailureCode));
    }

    [Fact]
    public async Task What_can_not_be_sent_yet_waits_with_its_reason_whether_or_not_an_account_is_chosen()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = new Local.Simulators.Twilio.TwilioFaults { Unavailable = true };
        var chosen = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.Product.Queue.RunDueAsync();
        stage.Crm.Faults = new GoHighLevelFaults { Unavailable = true };
        var unchosen = await stage.WriteAsync(stage.Contact(2), "Hello");
        await stage.Product.Queue.RunDueAsync();

        var waiting = (await ListAsync(stage.Product, "waiting")).Messages.ToDictionary(entry => entry.MessageId!);
        Assert.Equal((Failures.ProviderUnreachable.Code, stage.Product.Account.AccountId), (waiting[chosen].FailureCode, waiting[chosen].AccountId));
        Assert.Equal((Failures.Unreachable.Code, null), (waiting[unchosen].FailureCode, waiting[unchosen].AccountId));

        stage.Twilio.World.Faults = new Local.Simulators.Twilio.TwilioFaults();
        stage.Crm.Faults = new GoHighLevelFaults();
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));

        Assert.Empty((await ListAsync(stage.Product, "waiting")).Messages);
        var all = (await ListAsync(stage.Product)).Messages;
        Assert.Equal(2, all.Count);
        Assert.Equal((null, SendStates.Failed.Code), (all.Single(one => one.MessageId == unchosen).AccountId, all.Single(one => one.MessageId == unchosen).State));
        Assert.Null(all.Single(one => one.MessageId == chosen).FailureCode);
    }

    [Fact]
    public async Task The_api_shows_sentences_and_no_text_or_number_and_refuses_what_it_does_not_know()
    {
        await using var stage = await ApiStage.StartAsync();
        await stage.Stage.Product.AcceptAsync(TestProduct.Customer(1), "canary text", "SM1");
        await stage.Stage.Product.Queue.RunDueAsync();

        var list = await stage.GetAsync("api/messages?direction=in&state=stored");

        var one = Assert.Single(list.Json.GetProperty("messages").EnumerateArray());
        Assert.Equal("It stands in GoHighLevel.", one.GetProperty("stateSentence").GetString());
        Assert.Equal(JsonValueKind.Null, list.Json.GetProperty("next").ValueKind);
        Assert.DoesNotContain("canary text", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(TestProduct.Customer(1)[1..], list.Body, StringComparison.Ordinal);
        foreach (var query in new[] { "state=lost", "direction=up", "account=%00", "contact=a%20b", "after=%25", "after=YWJj", "after=" + new string('A', 3000) })
        {
            Assert.Equal(400, (int)(await stage.GetAsync("api/messages?" + query)).Status);
        }
    }

    [Fact]
    public async Task No_location_sees_the_messages_of_another_whatever_page_it_asks_for()
    {
        await using var stage = await ApiStage.StartAsync();
        for (var number = 1; number <= 60; number++) await NoteAsync(stage.Stage.Product, number, "stored", "acc-1", "contact1");
        var stranger = stage.TokenFor("otherLocation", Rights.All);

        var next = (await stage.GetAsync("api/messages")).Text("next");
        var there = await stage.GetAsync($"api/messages?after={next}");
        var elsewhere = await stage.GetAsync($"api/messages?after={next}", stranger);

        Assert.Equal(10, there.Json.GetProperty("messages").GetArrayLength());
        Assert.Equal(0, elsewhere.Json.GetProperty("messages").GetArrayLength());
        Assert.Equal(0, (await stage.GetAsync("api/messages?contact=contact1", stranger)).Json.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Messages_are_forgotten_with_all_that_names_them_when_their_days_are_over()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        await NoteAsync(product, 1, ListedStates.NotStored.Code, "acc-1", "contact1");
        product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfOutbound - 1));
        await NoteAsync(product, 2, ListedStates.NotStored.Code, "acc-1", "contact1");
        await CountAsync(product);
        Assert.Equal([2, 1], await AllAsync(product, new MessageFilter(null, null, null, null)));

        product.Time.Advance(TimeSpan.FromDays(2));
        await CountAsync(product);

        Assert.Equal([2], await AllAsync(product, new MessageFilter(null, null, null, null)));
        Assert.Equal([2], await AllAsync(product, new MessageFilter(null, "contact1", null, null)));
        Assert.Equal([2], await AllAsync(product, new MessageFilter(null, null, "failed", null)));
    }

    [Fact]
    public async Task A_message_of_the_own_phone_is_listed_once_as_one_that_went_out()
    {
        await using var product = await TestProduct.StartAsync();
        var message = new InboundMessage(
            product.LocationId, product.Account.AccountId, "WA1", TestProduct.Customer(1), "Ann", "from the phone", [], product.Time.GetUtcNow())
        {
            IsFromAccount = true,
        };
        await product.Get<AcceptInbound>().RunAsync(message, CancellationToken.None);
        await product.Queue.RunDueAsync();

        var entry = Assert.Single((await ListAsync(product)).Messages);

        Assert.Equal((true, "stored", "Written on the account's own phone."), (entry.IsOutbound, entry.State, entry.Reason));
        Assert.NotNull(await product.Get<MessageLinks>().FindAsync(product.LocationId, entry.MessageId!, CancellationToken.None));
    }

    private static Task<MessagePage> ListAsync(TestProduct product, string? state = null) =>
        product.Get<MessageIndex>().ListAsync(product.LocationId, new MessageFilter(null, null, state, null), null, CancellationToken.None);

    private static async Task<List<int>> AllAsync(TestProduct product, MessageFilter filter)
    {
        var found = new List<int>();
        string? after = null;
        do
        {
            var page = await product.Get<MessageIndex>().ListAsync(product.LocationId, filter, after, CancellationToken.None);
            found.AddRange(page.Messages.Select(entry => int.Parse(entry.TraceId[2..], System.Globalization.CultureInfo.InvariantCulture)));
            after = page.Next;
        }
        while (after is not null);
        return found;
    }

    private static Task NoteAsync(TestProduct product, int number, string state, string accountId, string contactId)
    {
        var row = new PendingRow("", MarkerKey.For(accountId, $"SM{number}"), null, null, product.Time.GetUtcNow(), product.Time.GetUtcNow());
        var entry = MessageEntry.Of(LaneId.New(product.LocationId), row, contactId, state) with { EndedAt = product.Time.GetUtcNow() };
        return product.Get<MessageIndex>().NoteAsync(entry, false, CancellationToken.None);
    }

    private static async Task CountAsync(TestProduct product)
    {
        await product.Get<StartCounts>().RunAsync(CancellationToken.None);
        await product.Queue.RunDueAsync();
        Assert.Empty(product.Queue.Failures);
    }
}
