using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Tests.Safety;

/// <summary>Messages on their way out of an account with limits: each leaves once, in its slot, and none is lost.</summary>
public sealed class TakeSlotTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Midnight in New York.</summary>
    private static readonly DateTimeOffset Midnight = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_burst_leaves_one_after_the_other_with_a_gap_between()
    {
        await using var stage = await SafetyStage.StartAsync();
        var contacts = new List<Local.Simulators.GoHighLevel.SimulatedContact>();
        for (var index = 1; index <= 10; index++) contacts.Add(await stage.KnownAsync(index, Week));

        await stage.WriteAsync(contacts);
        await stage.GoToAsync(stage.Now.AddMinutes(5));

        Assert.Equal(Enumerable.Range(1, 10).Select(index => $"text {index}").Order(), stage.Texts.Order());
        Assert.All(stage.Times.Zip(stage.Times.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 5, 16));
    }

    [Fact]
    public async Task Strangers_over_the_days_budget_wait_until_the_next_day_and_are_listed_so()
    {
        await using var stage = await SafetyStage.StartAsync();

        var ids = await stage.WriteAsync(Enumerable.Range(1, 7).Select(index => stage.Sends.Contact(index)));
        await stage.GoToAsync(stage.Now.AddMinutes(10));

        Assert.Equal(5, stage.Times.Count);
        var shown = await Task.WhenAll(ids.Select(stage.ShownAsync));
        var waiting = shown.Where(one => one.State == "waiting").OrderBy(one => one.Until).ToList();
        Assert.Equal([Holds.Strangers, Holds.Strangers], waiting.Select(one => one.Code));
        Assert.Equal(Midnight, waiting[0].Until);
        Assert.InRange((waiting[1].Until - Midnight)!.Value.TotalSeconds, 5, 16);

        await stage.GoToAsync(Midnight.AddMinutes(-1));
        Assert.Equal(5, stage.Times.Count);
        await stage.GoToAsync(Midnight.AddMinutes(1));

        Assert.Equal((7, 7), (stage.Times.Count, stage.Texts.Distinct().Count()));
        Assert.All(ids, id => Assert.Null(stage.Sends.LinkAsync(id).Result.WaitsUntil));
    }

    [Fact]
    public async Task An_answer_leaves_at_once_however_much_is_used_up()
    {
        await using var stage = await SafetyStage.StartAsync();
        await UseUpAsync(stage, 50);
        var known = await stage.KnownAsync(1, Week);
        var answered = await stage.KnownAsync(2, TimeSpan.FromHours(23));

        var ids = await stage.WriteAsync([known, answered], index => index == 1 ? "campaign" : "answer");

        Assert.Equal(["answer"], stage.Texts);
        Assert.Equal(("waiting", Holds.Daily, (DateTimeOffset?)Midnight), await stage.ShownAsync(ids[0]));
    }

    [Fact]
    public async Task Messages_to_one_contact_keep_their_order_and_go_on_when_the_contact_writes()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.WriteAsync(Enumerable.Range(1, 5).Select(index => stage.Sends.Contact(index)));
        await stage.GoToAsync(stage.Now.AddMinutes(2));
        var contact = stage.Sends.Contact(6);
        var before = stage.Times.Count;

        await stage.WriteAsync([contact, contact, contact], index => $"to six {index}");
        await stage.GoToAsync(stage.Now.AddMinutes(30));
        Assert.Equal(before, stage.Times.Count);
        await stage.WriteInAsync(contact);
        await stage.GoToAsync(stage.Now.AddMinutes(11));

        Assert.Equal(["to six 1", "to six 2", "to six 3"], stage.Texts.Skip(before));
    }

    [Fact]
    public async Task A_message_that_could_leave_only_a_day_late_fails_at_once_with_a_sentence()
    {
        await using var stage = await SafetyStage.StartAsync();
        await UseUpAsync(stage, 50);
        await UseUpAsync(stage, 60, Midnight);

        var id = (await stage.WriteAsync([await stage.KnownAsync(1, Week)])).Single();
        await stage.GoToAsync(stage.Now.AddMinutes(1));

        Assert.Equal(("failed", "over_limit", null), await stage.ShownAsync(id));
        Assert.StartsWith(Failures.OverLimit.Sentence, stage.Sends.Crm.Message(id)!.Statuses[^1].Error!.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Times);
    }

    [Fact]
    public async Task Two_workers_never_get_the_last_slot_both()
    {
        var hook = new TableHook();
        await using var stage = await SafetyStage.StartAsync(configure: hook.Install);
        await UseUpStrangersAsync(stage, 4);
        Clearance? second = null;
        hook.OnCall = async (request, _) =>
        {
            if (request.Method == Azure.Core.RequestMethod.Get || !request.Uri.ToString().Contains("/safety", StringComparison.Ordinal)) return false;

            // The first one has read the budget and is about to write: the second one does all of its own meanwhile.
            hook.OnCall = null;
            second = await TakeAsync(stage, 11);
            return true;
        };

        var first = await TakeAsync(stage, 10);

        Assert.IsType<Clearance.Go>(second);
        Assert.Equal((Holds.Strangers, Midnight), (Assert.IsType<Clearance.Wait>(first).Row.Reason, ((Clearance.Wait)first).Row.SlotAt));
        Assert.Equal(5, (await stage.LedgerAsync()).Slots.Count(slot => slot.At < Midnight));
    }

    [Fact]
    public async Task Many_workers_at_once_give_every_slot_once()
    {
        await using var stage = await SafetyStage.StartAsync();

        var all = await Task.WhenAll(Enumerable.Range(1, 12).Select(index => TakeAsync(stage, index)));

        var given = all.Select(one => one switch { Clearance.Go go => go.Row.SlotAt, Clearance.Wait wait => wait.Row.SlotAt, _ => null }).OfType<DateTimeOffset>().ToList();
        Assert.Equal(given.Count, given.Distinct().Count());
        Assert.Equal(given.Order(), (await stage.LedgerAsync()).Slots.Select(slot => slot.At));
        Assert.True(given.Count(at => at < Midnight) <= 5);
    }

    [Fact]
    public async Task A_host_killed_at_any_step_loses_and_doubles_nothing_and_counts_none_too_few()
    {
        var killer = new StorageKiller();
        await using var stage = await SafetyStage.StartAsync(configure: killer.Install);
        var contact = await stage.KnownAsync(1, Week);
        var last = 0;
        for (var (step, hasDied) = (1, true); hasDied; step++)
        {
            var (start, before) = (stage.Now, killer.Kills);
            await stage.Sends.WriteAsync(contact, $"text {step}");
            killer.DieAt(step);
            await stage.GoToAsync(stage.Now.AddMinutes(30));
            killer.Spare();
            await stage.GoToAsync(stage.Now.AddHours(2));
            (hasDied, last) = (killer.Kills > before, step);
            Assert.InRange((await stage.LedgerAsync()).Slots.Count(slot => slot.At >= start), 1, hasDied ? 2 : 1);
        }

        Assert.True(last > 20, $"only {last} steps");
        Assert.Equal(Enumerable.Range(1, last).Select(step => $"text {step}"), stage.Texts.Distinct());
        Assert.Equal(last, stage.Sends.Chats.Sent.Count);
    }

    [Fact]
    public async Task An_account_that_is_off_costs_no_call_and_one_with_limits_a_read_and_a_write()
    {
        var (hook, count) = SafetyStage.Counted();
        await using var stage = await SafetyStage.StartAsync(SafetyMode.Off, hook.Install);
        var contact = await stage.KnownAsync(1, Week);

        await stage.WriteAsync([contact]);
        var off = count();
        await stage.SetAsync(settings => settings with { Mode = SafetyMode.Gentle });
        await stage.WriteAsync([contact]);

        Assert.Equal(2, stage.Times.Count);
        Assert.Equal((0, 0), off);
        Assert.Equal((1, 1), count());
    }

    [Fact]
    public async Task What_waits_a_day_looks_now_and_then_and_not_all_the_time()
    {
        var (hook, count) = SafetyStage.Counted();
        await using var stage = await SafetyStage.StartAsync(configure: hook.Install);
        await UseUpAsync(stage, 50);
        await stage.WriteAsync([await stage.KnownAsync(1, Week)]);
        var (reads, writes) = count();

        await stage.GoToAsync(stage.Now.AddHours(10));

        Assert.InRange(count().Reads - reads, 50, 65);
        Assert.Equal(writes, count().Writes);
    }

    [Fact]
    public async Task What_waits_leaves_within_minutes_when_a_person_switches_the_limits_off()
    {
        await using var stage = await SafetyStage.StartAsync();
        await UseUpAsync(stage, 50);
        await stage.WriteAsync([await stage.KnownAsync(1, Week)]);

        await stage.SetAsync(settings => settings with { Mode = SafetyMode.Off });
        await stage.GoToAsync(stage.Now.AddMinutes(10));

        Assert.Single(stage.Times);
    }

    [Fact]
    public async Task After_an_outage_what_waited_does_not_leave_all_at_once()
    {
        await using var stage = await SafetyStage.StartAsync();
        var contacts = new List<Local.Simulators.GoHighLevel.SimulatedContact>();
        for (var index = 1; index <= 6; index++) contacts.Add(await stage.KnownAsync(index, Week));
        var (isAway, left) = (true, new List<DateTimeOffset>());
        stage.Sends.Chats.Refuse = _ =>
        {
            if (isAway) return FakeWahaChats.Refusal("connection_428", 503);
            left.Add(stage.Now);
            return null;
        };

        await stage.WriteAsync(contacts);
        await stage.GoToAsync(stage.Now.AddMinutes(40));
        isAway = false;
        await stage.GoToAsync(stage.Now.AddMinutes(20));

        Assert.Equal(6, left.Count);
        Assert.All(left.Zip(left.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(5)));
        Assert.Equal(6, (await stage.LedgerAsync()).Slots.Count);
    }

    [Fact]
    public async Task What_comes_in_is_not_held_and_notes_when_it_came_once_in_ten_minutes()
    {
        await using var stage = await SafetyStage.StartAsync(SafetyMode.Off);
        async Task<(int Messages, DateTimeOffset? At)> TellAsync()
        {
            await stage.WhatsApp.TellAsync(new WahaText("Hi", TestProduct.Customer(1)));
            await stage.Sends.RunAsync(TimeSpan.FromSeconds(5));
            var messages = stage.Product.CrmMessages;
            var known = await stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, messages[0].ContactId, CancellationToken.None);
            return (messages.Count, known!.LastWroteAt);
        }

        Assert.Equal((1, null), await TellAsync());
        await stage.SetAsync(settings => settings with { Mode = SafetyMode.Strict });
        await UseUpAsync(stage, 100);
        var second = await TellAsync();
        Assert.Equal(2, second.Messages);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal((3, second.At), await TellAsync());
        stage.Product.Time.Advance(TimeSpan.FromMinutes(2));
        var fourth = await TellAsync();

        Assert.True(fourth.Messages == 4 && fourth.At > second.At);
    }

    [Fact]
    public async Task A_budget_that_nobody_used_for_days_is_forgotten()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await SafetyStage.StartAsync();
        await stage.WriteAsync([stage.Sends.Contact(1)]);
        var budgets = stage.Product.Get<SendBudgets>();

        await stage.GoToAsync(stage.Now.AddDays(2));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        var kept = (await budgets.ReadAsync(stage.Sends.Key, CancellationToken.None)).Version;
        await stage.GoToAsync(stage.Now.AddDays(2));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.NotNull(kept);
        Assert.Null((await budgets.ReadAsync(stage.Sends.Key, CancellationToken.None)).Version);
    }

    /// <summary>As if so many messages had gone out, half an hour ago or later.</summary>
    private static Task UseUpAsync(SafetyStage stage, int count, DateTimeOffset? at = null) =>
        UseAsync(stage, count, at ?? stage.Now.AddMinutes(-30), SlotKind.Known);

    private static Task UseUpStrangersAsync(SafetyStage stage, int count) => UseAsync(stage, count, stage.Now.AddMinutes(-30), SlotKind.Stranger);

    private static async Task UseAsync(SafetyStage stage, int count, DateTimeOffset at, SlotKind kind)
    {
        var budgets = stage.Product.Get<SendBudgets>();
        var read = await budgets.ReadAsync(stage.Sends.Key, CancellationToken.None);
        var ledger = Enumerable.Range(1, count).Aggregate(read.Slots, (slots, index) => slots.With(new Slot(at.AddSeconds(index), kind, uint.MaxValue - (uint)index, 0)));
        Assert.True(await budgets.TrySaveAsync(stage.Sends.Key, read, ledger, CancellationToken.None));
    }

    /// <summary>A worker asks for a slot for a message to a stranger.</summary>
    private static async Task<Clearance> TakeAsync(SafetyStage stage, int index)
    {
        var message = new OutboundMessage(stage.Product.LocationId, $"m{index}", 1, $"contact{index}", TestProduct.Customer(index), "Hello", []);
        var row = new PendingRow($"b~{index}", message.Marker, null, null, stage.Now, stage.Now);
        return await stage.Product.Get<TakeSlot>().RunAsync((await stage.AccountAsync())!, message, null, row, CancellationToken.None);
    }
}
