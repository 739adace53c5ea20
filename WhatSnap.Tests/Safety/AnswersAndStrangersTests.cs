using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Safety;

/// <summary>What a message is to whom it is for, by what is known of the contact.</summary>
public sealed class AnswersAndStrangersTests
{
    private const string Other = "acc-support";

    [Theory]
    [InlineData(23.9, SlotKind.Answer)]
    [InlineData(24.1, SlotKind.Known)]
    public async Task Who_wrote_to_the_account_within_a_day_gets_an_answer(double hoursAgo, SlotKind kind)
    {
        await using var product = await TestProduct.StartAsync();
        var now = product.Time.GetUtcNow();
        var contact = new KnownContact("c1", [], product.Account.AccountId) { LastWroteAt = now.AddHours(-hoursAgo) };

        Assert.Equal(kind, Ask(product, contact).Kind);
    }

    [Fact]
    public async Task Who_wrote_to_another_account_only_is_a_stranger_and_in_no_live_conversation()
    {
        await using var product = await TestProduct.StartAsync();
        var contact = new KnownContact("c1", [], Other) { AccountIds = [Other], LastWroteAt = product.Time.GetUtcNow().AddMinutes(-1) };

        var request = Ask(product, contact);

        Assert.Equal((SlotKind.Stranger, false), (request.Kind, request.IsLive));
        Assert.Equal(SlotKind.Known, Ask(product, contact with { AccountIds = [Other, product.Account.AccountId] }).Kind);
        Assert.Equal(SlotKind.Stranger, Ask(product, null).Kind);
    }

    [Fact]
    public void When_a_contact_wrote_to_one_account_says_nothing_of_another()
    {
        var contact = new KnownContact("c1", [], Other) { AccountIds = [Other], LastWroteAt = DateTimeOffset.UnixEpoch };

        Assert.Equal(DateTimeOffset.UnixEpoch, contact.AfterMessageTo(Other).LastWroteAt);
        Assert.Null(contact.AfterMessageTo("acc-sales").LastWroteAt);
    }

    [Fact]
    public async Task What_was_given_a_slot_before_quiet_hours_waits_for_their_end_also_where_the_account_rejects()
    {
        await using var product = await TestProduct.StartAsync();
        var now = product.Time.GetUtcNow();
        var quiet = new QuietHours(new TimeOnly(0, 0), new TimeOnly(19, 0), Rejects: true);
        var account = product.Account with { Safety = new SafetySettings { Mode = SafetyMode.Off, Quiet = quiet } };
        var message = Message(product);
        var row = new PendingRow("b~1", message.Marker, null, null, now, now);

        var early = await product.Get<TakeSlot>().RunAsync(account, message, null, row with { SlotAt = now }, CancellationToken.None);
        var late = await product.Get<TakeSlot>().RunAsync(account, message, null, row, CancellationToken.None);

        Assert.Equal(Holds.QuietHours, Assert.IsType<Clearance.Wait>(early).Row.Reason);
        Assert.Equal(Failures.QuietHours, Assert.IsType<Clearance.Refused>(late).Failure);
    }

    [Fact]
    public async Task A_slot_that_falls_into_a_pause_is_given_up_for_its_end()
    {
        await using var product = await TestProduct.StartAsync();
        var now = product.Time.GetUtcNow();
        var pause = new SafetyPause(PauseReasons.Filtered.Code, now, now.AddHours(3));
        var account = product.Account with { Safety = new SafetySettings { Mode = SafetyMode.Gentle, Pause = pause } };
        var message = Message(product);
        var row = new PendingRow("b~1", message.Marker, null, null, now, now) { SlotAt = now.AddHours(1) };

        var held = await product.Get<TakeSlot>().RunAsync(account, message, null, row, CancellationToken.None);

        Assert.Equal(pause.Until, Assert.IsType<Clearance.Wait>(held).Row.SlotAt);
    }

    [Fact]
    public async Task A_pause_that_begins_while_a_message_waits_for_its_slot_holds_it()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.Sends.WriteAsync(stage.Sends.Contact(1), "first");
        await stage.Sends.WriteAsync(stage.Sends.Contact(2), "second");
        await stage.Product.Queue.RunDueAsync();
        var until = stage.Now.AddHours(3);

        await stage.SetAsync(settings => settings with { Pause = new SafetyPause(PauseReasons.FirstRefused.Code, stage.Now, until) });
        await stage.GoToAsync(until.AddMinutes(-1));
        Assert.Single(stage.Times);
        await stage.GoToAsync(until.AddMinutes(1));

        Assert.Equal(2, stage.Times.Count);
    }

    [Fact]
    public async Task What_a_person_changes_counts_for_the_next_message_at_once()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.WriteAsync([stage.Sends.Contact(1)]);

        await stage.WhatsApp.PutAsync(stage.Path, new { mode = "off", quietHours = new { from = "00:00", until = "19:00", then = "reject" } });
        var refused = await stage.WriteAsync([stage.Sends.Contact(2)]);
        await stage.SetAsync(_ => new SafetySettings { Pause = new SafetyPause(PauseReasons.FirstRefused.Code, stage.Now, stage.Now.AddHours(3)) });
        await stage.WriteAsync([stage.Sends.Contact(3)]);
        var before = stage.Times.Count;
        await stage.WhatsApp.PostAsync(stage.Path + "/resume");
        await stage.WriteAsync([stage.Sends.Contact(4)]);

        Assert.Equal(("failed", "quiet_hours", null), await stage.ShownAsync(refused[0]));
        Assert.Equal((1, 2), (before, stage.Times.Count));
    }

    [Fact]
    public async Task An_account_whose_phone_is_linked_again_keeps_its_days_and_the_budget_counts_strangers_once_and_answers_never()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.Product.Get<Core.Accounts.AccountTable>().UpdateAsync(
            stage.Sends.Key, known => known with { CreatedAt = stage.Now.AddDays(-30), ConnectedAt = stage.Now }, CancellationToken.None);
        await stage.SetAsync(settings => settings);
        var strangers = Enumerable.Range(1, 7).Select(index => stage.Sends.Contact(index)).ToList();

        await stage.WriteAsync([.. strangers, strangers[0], await stage.KnownAsync(90, TimeSpan.FromHours(1))]);
        await stage.GoToAsync(stage.Now.AddMinutes(10));

        var budget = (await stage.WhatsApp.GetAsync(stage.Path)).Json.GetProperty("budget");
        (int, int) Used(string name) => (budget.GetProperty(name).GetProperty("used").GetInt32(), budget.GetProperty(name).GetProperty("limit").GetInt32());
        Assert.Equal(9, stage.Times.Count);
        Assert.Equal([(8, 80), (8, 500), (7, 20)], [Used("hour"), Used("today"), Used("strangersToday")]);
        Assert.Equal(31, budget.GetProperty("day").GetInt32());
    }

    private static OutboundMessage Message(TestProduct product) => new(product.LocationId, "m1", 1, "c1", TestProduct.Customer(1), "Hello", []);

    private static SlotRequest Ask(TestProduct product, KnownContact? contact) =>
        product.Get<TakeSlot>().RequestOf(product.Account, Message(product), contact, product.Time.GetUtcNow());
}
