using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>What becomes of an opt-out when hosts die, GoHighLevel does not answer, or several write at once.</summary>
public sealed class ConsentTroubleTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Wherever_a_host_dies_the_stop_is_recorded_once_and_told()
    {
        var killer = new StorageKiller();
        await using var stage = await ConsentStage.StartAsync(killer.Install);
        var steps = 0;
        for (var (step, isOver) = (1, false); !isOver; step++)
        {
            // A contact of its own for each step.
            var contact = stage.Stage.SalesContact(step + 1);
            var before = killer.Kills;
            await stage.Product.AcceptAsync(TestProduct.Customer(step + 1), "STOP");
            killer.DieAt(step);
            await stage.Product.Queue.RunDueAsync();
            killer.Spare();
            (steps, isOver) = (step, killer.Kills == before);
            await stage.Product.Queue.RunAllAsync(Hour);

            var state = await stage.Product.Get<ConsentTable>().FindAsync(stage.Product.LocationId, contact.Id, CancellationToken.None);
            var history = await stage.Product.Get<ConsentTable>().HistoryAsync(stage.Product.LocationId, contact.Id, CancellationToken.None).ToListAsync();
            var known = await stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, contact.Id, CancellationToken.None);
            var settings = stage.Stage.Crm.Contacts.Single(one => one.Id == contact.Id).Other["dndSettings"];
            Assert.Single(history);
            Assert.Equal((true, true, true), (state!.IsStopped, state.IsTold, known!.IsStopped));
            Assert.Equal(["SMS", "WhatsApp"], state.SetByUs.Order(StringComparer.Ordinal));
            Assert.Equal("active", settings.GetProperty("SMS").GetProperty("status").GetString());
        }

        Assert.True(steps > 30, $"only {steps} steps");
    }

    [Fact]
    public async Task A_refusal_of_GoHighLevel_loses_neither_the_message_nor_the_stop_and_it_is_told_later()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.OnCrm.OnCall = request => request.Method == HttpMethod.Put ? HttpFault.Unauthorized : HttpFault.None;
        await stage.Product.AcceptAsync(stage.Sales, TestProduct.Customer(1), "STOP");
        await stage.Product.Queue.RunDueAsync();

        Assert.Single(stage.Product.CrmMessages);
        Assert.Equal((true, false), ((await stage.StateAsync())!.IsStopped, (await stage.StateAsync())!.IsTold));
        Assert.Equal("", stage.DndOf("SMS"));

        stage.OnCrm.OnCall = null;
        await stage.Product.Queue.RunAllAsync(Hour);
        Assert.Equal("active", stage.DndOf("SMS"));
        Assert.True((await stage.StateAsync())!.IsTold);
    }

    [Fact]
    public async Task A_stop_whose_message_is_tried_again_and_again_puts_one_queue_message()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.WriteAsync("first");
        await stage.HearAsync(stage.Sales, "Hi");
        stage.OnCrm.OnCall = _ => HttpFault.ServerError;
        await stage.Product.AcceptAsync(stage.Sales, TestProduct.Customer(1), "STOP");
        await stage.Product.Queue.RunAllAsync(Hour);

        // The guard of the message, and one for the consent.
        Assert.True((await stage.KnownAsync())!.IsStopped);
        Assert.InRange(stage.Product.Queue.Count, 1, 2);

        stage.OnCrm.OnCall = null;
        await stage.Product.Queue.RunAllAsync(Hour);
        Assert.Equal("active", stage.DndOf("SMS"));
    }

    [Fact]
    public async Task A_refusal_that_does_not_pass_is_given_up_and_the_stop_holds()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.OnCrm.OnCall = request => request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.StartsWith("/contacts/", StringComparison.Ordinal)
            ? HttpFault.Unauthorized
            : HttpFault.None;
        await stage.Product.AcceptAsync(stage.Sales, TestProduct.Customer(1), "STOP");

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(1));

        Assert.Equal(0, stage.Product.Queue.Count);
        Assert.Equal("opted_out", stage.ErrorOf(await stage.WriteAsync("Hello")));
    }

    [Fact]
    public async Task Whose_change_of_mind_overtakes_the_telling_ends_without_do_not_disturb()
    {
        await using var stage = await ConsentStage.StartAsync();
        var record = stage.Product.Get<RecordConsent>();
        var hasOvertaken = false;
        stage.OnCrm.OnCall = request =>
        {
            if (request.Method != HttpMethod.Put) return HttpFault.None;
            stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
            if (hasOvertaken) return HttpFault.None;
            hasOvertaken = true;

            // The start is recorded and told whole while the call of the stop is on its way.
            Task.Run(() => record.RunAsync(Entry(stage, isStop: false), tellsAtOnce: true, CancellationToken.None)).GetAwaiter().GetResult();
            return HttpFault.None;
        };

        await record.RunAsync(Entry(stage, isStop: true), tellsAtOnce: true, CancellationToken.None);
        await stage.SettleAsync();

        Assert.True(hasOvertaken);
        Assert.Equal("inactive", stage.DndOf("SMS"));
        Assert.Null(stage.ErrorOf(await stage.WriteAsync("Hello")));
    }

    [Fact]
    public async Task Work_on_a_message_that_read_the_contact_before_undoes_neither_a_stop_nor_do_not_disturb()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.WriteAsync("first");
        var contacts = stage.Product.Get<KnownContacts>();
        var (read, now) = ((await stage.KnownAsync())!, stage.Product.Time.GetUtcNow());
        await contacts.SeeConsentAsync(stage.Product.LocationId, read.ContactId, true, 1, CancellationToken.None);
        await contacts.SeeDndAsync(stage.Product.LocationId, read.ContactId, new DoNotDisturb(true, false, false), now, CancellationToken.None);

        await contacts.SaveAsync(stage.Product.LocationId, read.AfterMessageTo("acc-sales") with { IsDndNew = true }, CancellationToken.None);

        var after = (await stage.KnownAsync())!;
        Assert.Equal((true, true, "acc-sales"), (after.IsStopped, after.Dnd!.All, after.LastAccountId));
    }

    [Fact]
    public async Task A_change_that_was_told_late_to_the_contacts_row_does_not_undo_a_newer_one()
    {
        await using var stage = await ConsentStage.StartAsync();
        var contacts = stage.Product.Get<KnownContacts>();
        await contacts.SeeConsentAsync(stage.Product.LocationId, stage.Contact.Id, true, 2, CancellationToken.None);

        await contacts.SeeConsentAsync(stage.Product.LocationId, stage.Contact.Id, false, 1, CancellationToken.None);

        Assert.True((await stage.KnownAsync())!.IsStopped);
    }

    [Fact]
    public async Task A_stop_in_one_location_does_not_touch_another()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        const string other = "locOfSomebodyElse01";

        Assert.Null(await stage.Product.Get<ConsentTable>().FindAsync(other, stage.Contact.Id, CancellationToken.None));
        Assert.Null(await stage.Product.Get<KnownContacts>().FindAsync(other, stage.Contact.Id, CancellationToken.None));
        Assert.Empty(await stage.Product.Get<ConsentTable>().OptOutsAsync(other, null, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task After_four_years_a_change_is_forgotten_but_for_the_stop_that_still_holds()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        await stage.HearAsync(stage.Sales, "START");
        stage.Product.Time.Advance(TimeSpan.FromDays(1));
        await stage.HearAsync(stage.Sales, "STOP");

        stage.Product.Time.Advance(TimeSpan.FromDays(ConsentTable.DaysKept - 2));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.Equal(3, (await stage.HistoryAsync()).Count);

        stage.Product.Time.Advance(TimeSpan.FromDays(3));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.True(Assert.Single(await stage.HistoryAsync()).IsStop);
        Assert.True((await stage.StateAsync())!.IsStopped);

        // A contact that is deleted may be restored: its stop holds.
        var contacts = stage.Product.Get<KnownContacts>();
        await contacts.ForgetAsync(stage.Product.LocationId, stage.Contact.Id, CancellationToken.None);
        stage.Product.Time.Advance(TimeSpan.FromDays(366));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.True((await stage.StateAsync())!.IsStopped);

        // Of whom nothing is known can't be written to.
        await contacts.SeeConsentAsync(stage.Product.LocationId, stage.Contact.Id, false, int.MaxValue, CancellationToken.None);
        await contacts.ForgetAsync(stage.Product.LocationId, stage.Contact.Id, CancellationToken.None);
        stage.Product.Time.Advance(TimeSpan.FromDays(366));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.Equal(0, await StoredRows.CountAsync(stage.Product, TableNames.Consents, stage.Product.LocationId));
    }

    [Fact]
    public async Task A_change_that_another_worker_records_at_the_same_time_is_found_with_its_state()
    {
        var hook = new TableHook();
        await using var stage = await ConsentStage.StartAsync(hook.Install);
        var consents = stage.Product.Get<ConsentTable>();
        var calls = 0;
        for (var isOver = false; !isOver; calls++)
        {
            var entry = Entry(stage, isStop: true) with { ContactId = $"contact{calls}" };
            var left = calls;
            hook.OnCall = async (_, _) =>
            {
                if (left-- > 0) return false;
                hook.OnCall = null;
                await consents.RecordAsync(entry, CancellationToken.None);
                return true;
            };

            var state = await consents.RecordAsync(entry, CancellationToken.None);

            isOver = hook.OnCall is not null;
            hook.OnCall = null;
            Assert.Equal(1, state?.Version);
            Assert.Single(await consents.HistoryAsync(entry.LocationId, entry.ContactId, CancellationToken.None).ToListAsync());
        }

        Assert.InRange(calls, 4, 20);
    }

    private static ConsentEntry Entry(ConsentStage stage, bool isStop) => new(
        stage.Product.LocationId, stage.Contact.Id, isStop, stage.Product.Time.GetUtcNow(), EvidenceKinds.ByHand, isStop ? "a" : "b")
    { Detail = "Form" };
}
