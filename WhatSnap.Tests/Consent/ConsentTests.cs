using WhatSnap.Core.Consent;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>Who sends a word gets no more messages from any account, until it sends the other word.</summary>
public sealed class ConsentTests
{
    [Fact]
    public async Task A_stop_to_one_account_blocks_every_account_of_the_location()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "Stop.");

        var first = await stage.WriteAsync("from Sales");
        var second = await stage.WriteAsync("#switch_unique support from Support");
        var third = await stage.WriteAsync("#switch support for good");

        Assert.Empty(stage.Texts);
        Assert.Equal(["opted_out", "opted_out", "opted_out"], new[] { first, second, third }.Select(stage.ErrorOf));
        Assert.Contains("asked for no more messages", stage.Stage.Crm.Message(first)!.Statuses[^1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal("opted_out", (await stage.Stage.LinkAsync(first)).FailureCode);
    }

    [Fact]
    public async Task A_stop_is_in_the_ledger_with_its_evidence_and_set_in_GoHighLevel_before_its_message_stands_there()
    {
        await using var stage = await ConsentStage.StartAsync();
        List<string> calls = [];
        stage.Stage.Crm.Observer = call => calls.Add(call.Route);

        await stage.HearAsync(stage.Support, " unsubscribe! ");

        var entry = Assert.Single(await stage.HistoryAsync());
        Assert.Equal((true, EvidenceKinds.Word, "UNSUBSCRIBE", "acc-support"), (entry.IsStop, entry.Evidence, entry.Detail, entry.AccountId));
        Assert.StartsWith("SM", entry.MessageId, StringComparison.Ordinal);
        Assert.Equal(("active", "active", ""), (stage.DndOf("SMS"), stage.DndOf("WhatsApp"), stage.DndOf("Email")));
        Assert.True((await stage.StateAsync())!.IsTold);
        Assert.Single(calls, "PUT /contacts/{contactId}");
        Assert.True(calls.IndexOf("PUT /contacts/{contactId}") < calls.IndexOf("POST /conversations/messages/inbound"));
        Assert.Equal(" unsubscribe! ", Assert.Single(stage.Product.CrmMessages).Body);
    }

    [Fact]
    public async Task A_start_takes_away_what_the_stop_set_and_messages_go_out_again()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        await stage.HearAsync(stage.Sales, "Start");

        await stage.WriteAsync("Welcome back");

        Assert.Equal(["Welcome back"], stage.Texts);
        Assert.Equal(("inactive", "inactive"), (stage.DndOf("SMS"), stage.DndOf("WhatsApp")));
        Assert.Equal([false, true], (await stage.HistoryAsync()).Select(entry => entry.IsStop));
        Assert.Empty((await stage.StateAsync())!.SetByUs);
    }

    [Theory]
    [InlineData("SMS")]
    [InlineData(null)]
    public async Task A_start_does_not_lift_what_a_person_set_in_GoHighLevel(string? channel)
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, channel);
        await stage.HearAsync(stage.Sales, "STOP");
        await stage.HearAsync(stage.Sales, "START");

        var id = await stage.WriteAsync("Hello");

        Assert.Empty(stage.Texts);
        Assert.Equal("do_not_disturb", stage.ErrorOf(id));
        Assert.Equal((channel is null ? "inactive" : "active", "inactive"), (stage.DndOf("SMS"), stage.DndOf("WhatsApp")));
    }

    [Fact]
    public async Task A_start_does_not_lift_what_a_person_set_anew_after_the_stop()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, false, "SMS");
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, "SMS");
        await stage.SettleAsync();

        await stage.HearAsync(stage.Sales, "START");

        Assert.Equal("do_not_disturb", stage.ErrorOf(await stage.WriteAsync("Hello")));
    }

    [Fact]
    public async Task A_start_does_not_lift_what_GoHighLevel_made_permanent()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        var permanent = new Dictionary<string, ChannelDnd> { ["SMS"] = new("permanent", null, TellConsent.Mark), ["WhatsApp"] = new("active", null, TellConsent.Mark) };
        await stage.Product.Get<GoHighLevelDoNotDisturb>().SetAsync(stage.Product.LocationId, stage.Contact.Id, new CrmDnd(false, permanent), CancellationToken.None);

        await stage.HearAsync(stage.Sales, "START");

        Assert.Equal(("permanent", "inactive"), (stage.DndOf("SMS"), stage.DndOf("WhatsApp")));
    }

    [Fact]
    public async Task A_start_does_not_lift_what_stood_in_GoHighLevel_before_the_stop_without_a_mark()
    {
        await using var stage = await ConsentStage.StartAsync();
        var before = new Dictionary<string, ChannelDnd> { ["SMS"] = new("active", null, null) };
        await stage.Product.Get<GoHighLevelDoNotDisturb>().SetAsync(stage.Product.LocationId, stage.Contact.Id, new CrmDnd(false, before), CancellationToken.None);
        await stage.HearAsync(stage.Sales, "STOP");

        await stage.HearAsync(stage.Sales, "START");

        Assert.Equal(("active", "inactive"), (stage.DndOf("SMS"), stage.DndOf("WhatsApp")));
    }

    [Fact]
    public async Task A_person_who_lifts_do_not_disturb_in_GoHighLevel_does_not_undo_the_contacts_stop()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, false, "SMS");
        await stage.SettleAsync();

        Assert.Equal("opted_out", stage.ErrorOf(await stage.WriteAsync("Hello")));
    }

    [Fact]
    public async Task A_stop_that_is_delivered_twice_is_one_entry_and_another_stop_is_a_second_one()
    {
        await using var stage = await ConsentStage.StartAsync();
        var sid = TestProduct.NewSid();
        await stage.Product.AcceptAsync(TestProduct.Customer(1), "STOP", sid);
        await stage.SettleAsync();
        await stage.Product.AcceptAsync(TestProduct.Customer(1), "STOP", sid);
        await stage.SettleAsync();

        Assert.Single(await stage.HistoryAsync());
        await stage.HearAsync(stage.Support, "STOP");
        Assert.Equal(2, (await stage.HistoryAsync()).Count);
    }

    [Fact]
    public async Task A_start_of_somebody_who_did_not_stop_is_an_ordinary_message()
    {
        await using var stage = await ConsentStage.StartAsync();

        await stage.HearAsync(stage.Sales, "START");

        Assert.Empty(await stage.HistoryAsync());
        Assert.Single(stage.Product.CrmMessages);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_word_in_a_group_or_from_the_accounts_own_phone_stops_nobody(bool isFromGroup, bool isFromAccount)
    {
        await using var stage = await ConsentStage.StartAsync();
        var message = stage.Product.Message(TestProduct.Customer(1), "STOP") with
        {
            Lid = isFromGroup ? "120363000000000001@g.us" : null,
            IsFromAccount = isFromAccount,
        };
        await stage.Product.Get<AcceptInbound>().RunAsync(message, CancellationToken.None);
        await stage.SettleAsync();

        Assert.Single(stage.Product.CrmMessages);
        Assert.Empty(await stage.Product.Get<ConsentTable>().OptOutsAsync(stage.Product.LocationId, null, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_yes_counts_only_at_the_Twilio_number_that_got_the_stop()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");

        await stage.HearAsync(stage.Support, "Yes");
        Assert.True((await stage.StateAsync())!.IsStopped);

        await stage.HearAsync(stage.Sales, "Yes");
        Assert.False((await stage.StateAsync())!.IsStopped);
    }

    [Fact]
    public async Task A_stop_that_comes_late_does_not_undo_the_start_that_was_written_after_it()
    {
        await using var stage = await ConsentStage.StartAsync();
        var late = stage.Product.Message(TestProduct.Customer(1), "STOP");
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
        await stage.HearAsync(stage.Sales, "STOP");
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
        await stage.HearAsync(stage.Sales, "START");

        await stage.Product.Get<AcceptInbound>().RunAsync(late, CancellationToken.None);
        await stage.SettleAsync();

        Assert.Equal(3, (await stage.HistoryAsync()).Count);
        Assert.False((await stage.StateAsync())!.IsStopped);
        Assert.Null(stage.ErrorOf(await stage.WriteAsync("Hello")));
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(90, false)]
    public async Task A_stop_that_was_written_within_a_minute_before_a_start_counts_because_clocks_differ(int seconds, bool isStopped)
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
        await stage.HearAsync(stage.Sales, "START");
        var started = (await stage.StateAsync())!.Entry.At;

        await stage.Product.Get<AcceptInbound>().RunAsync(
            stage.Product.Message(TestProduct.Customer(1), "STOP") with { OccurredAt = started.AddSeconds(-seconds) }, CancellationToken.None);
        await stage.SettleAsync();

        Assert.Equal(isStopped, (await stage.StateAsync())!.IsStopped);
    }

    [Fact]
    public async Task A_start_that_was_written_before_the_stop_undoes_nothing_however_close_they_are()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
        await stage.HearAsync(stage.Sales, "STOP");
        var stopped = (await stage.StateAsync())!.Entry.At;

        await stage.Product.Get<AcceptInbound>().RunAsync(
            stage.Product.Message(TestProduct.Customer(1), "START") with { OccurredAt = stopped.AddSeconds(-30) }, CancellationToken.None);
        await stage.SettleAsync();

        Assert.Equal(2, (await stage.HistoryAsync()).Count);
        Assert.True((await stage.StateAsync())!.IsStopped);
    }

    [Fact]
    public async Task A_stop_of_a_phone_whose_clock_is_ahead_is_undone_by_the_start_that_follows_it()
    {
        await using var stage = await ConsentStage.StartAsync();
        var now = stage.Product.Time.GetUtcNow();
        await stage.Product.Get<AcceptInbound>().RunAsync(
            stage.Product.Message(TestProduct.Customer(1), "STOP") with { OccurredAt = now.AddHours(3) }, CancellationToken.None);
        await stage.SettleAsync();
        var stopped = (await stage.StateAsync())!;
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));

        await stage.HearAsync(stage.Sales, "START");

        Assert.Equal((true, now), (stopped.IsStopped, stopped.Entry.At));
        Assert.False((await stage.StateAsync())!.IsStopped);
    }

    [Fact]
    public async Task What_waits_to_be_sent_when_the_contact_stops_is_not_sent()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Twilio.World.Faults = stage.Stage.Twilio.World.Faults with
        {
            Calls = [new() { Call = Local.Simulators.Twilio.TwilioCallName.SendMessage, Failure = Local.Simulators.Twilio.TwilioFailure.TooManyRequests, Times = 1 }],
        };
        var id = await stage.Stage.WriteAsync(stage.Contact, "waits");
        await stage.Product.Queue.RunDueAsync();
        await stage.Product.AcceptAsync(stage.Support, TestProduct.Customer(1), "STOP");
        await stage.SettleAsync();

        Assert.Empty(stage.Texts);
        Assert.Equal("opted_out", stage.ErrorOf(id));
    }

    [Fact]
    public async Task A_command_alone_moves_the_contact_also_when_it_has_stopped()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");

        var id = await stage.WriteAsync("#switch support");

        Assert.Equal("delivered", stage.Stage.StatusOf(id));
    }
}
