using CsCheck;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Safety;

namespace WhatSnap.Tests.Safety;

/// <summary>Each limit by itself, on the slots that an account gave already.</summary>
public sealed class SlotPlannerTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>Seven in the morning in New York.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Midnight = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);
    private static readonly SafetyLimits Gentle = SafetyTable.Of(Platform.WhatsApp, SafetyMode.Gentle)!;
    private static readonly SafetyLimits Strict = SafetyTable.Of(Platform.WhatsApp, SafetyMode.Strict)!;

    [Theory]
    [InlineData(SafetyMode.Gentle, 0, 20, 50, 5)]
    [InlineData(SafetyMode.Gentle, 1.99, 20, 50, 5)]
    [InlineData(SafetyMode.Gentle, 2, 40, 200, 10)]
    [InlineData(SafetyMode.Gentle, 9.99, 40, 200, 10)]
    [InlineData(SafetyMode.Gentle, 10, 80, 500, 20)]
    [InlineData(SafetyMode.Gentle, 700_000, 80, 500, 20)]
    [InlineData(SafetyMode.Gentle, -1, 20, 50, 5)]
    [InlineData(SafetyMode.Strict, 1.99, 10, 25, 2)]
    [InlineData(SafetyMode.Strict, 2, 20, 100, 5)]
    [InlineData(SafetyMode.Strict, 10, 40, 250, 10)]
    public void The_limits_of_WhatsApp_grow_with_the_accounts_days(SafetyMode mode, double age, int hourly, int daily, int strangers)
    {
        var limits = SafetyTable.Of(Platform.WhatsApp, mode)!.At(TimeSpan.FromDays(age));

        Assert.Equal((hourly, daily, strangers), (limits.Hourly, limits.Daily, limits.Strangers));
    }

    [Fact]
    public void Who_chose_nothing_is_gentle_with_WhatsApp_and_off_with_all_else()
    {
        Assert.Equal(
            [SafetyMode.Gentle, SafetyMode.Off, SafetyMode.Off],
            new[] { Platform.WhatsApp, Platform.Twilio, Platform.Device }.Select(SafetyModes.DefaultOf));
        Assert.All(SafetyTable.All, limits => Assert.Equal(1, limits.Ramp[0].FromDay));
        Assert.All(SafetyTable.All, limits => Assert.Equal(limits.Ramp.OrderBy(step => step.FromDay), limits.Ramp));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.5, 10)]
    [InlineData(0.9999, 15)]
    public void Between_two_messages_lies_a_gap_that_is_the_same_in_every_try(double share, int seconds)
    {
        var given = new SlotLedger([new Slot(Now, SlotKind.Known, 1, 0)]);

        Assert.Equal(new SlotPlan(Now.AddSeconds(seconds), Holds.Pace), Plan(Gentle, given, Ask(share: share)));
        Assert.Equal(TextMarks.ShareOf("message-1"), TextMarks.ShareOf("message-1"));
    }

    [Fact]
    public void An_answer_goes_between_messages_that_have_their_slots()
    {
        var given = new SlotLedger([new Slot(Now, SlotKind.Known, 1, 0), new Slot(Now.AddSeconds(9), SlotKind.Known, 2, 0)]);

        Assert.Equal(Now.AddSeconds(2), Plan(Gentle, given, Ask(SlotKind.Answer, share: 0.5)).At);
        Assert.Equal(Now.AddSeconds(14), Plan(Gentle, given, Ask(share: 0)).At);
    }

    [Fact]
    public void The_hours_limit_lasts_until_the_clocks_next_hour()
    {
        var given = Many(19, Now, 60);

        Assert.Equal(Now.AddMinutes(50), Plan(Gentle, given, Ask(), Now.AddMinutes(50)).At);
        var full = given.With(new Slot(Now.AddMinutes(50), SlotKind.Known, 99, 0));
        Assert.Equal(new SlotPlan(Now.AddHours(1), Holds.Hourly), Plan(Gentle, full, Ask(), Now.AddMinutes(55)));
        Assert.Equal(Now.AddMinutes(55), Plan(Gentle, full, Ask(SlotKind.Answer), Now.AddMinutes(55)).At);
    }

    [Fact]
    public void The_hour_is_that_of_the_locations_clocks_also_where_they_are_half_an_hour_apart()
    {
        var planner = new SlotPlanner(Gentle, SafetySettings.None, Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata"));

        Assert.Equal(
            new SlotPlan(Now.AddMinutes(30), Holds.Hourly), planner.Plan(Many(20, Now, 60), Ask(), Now.AddMinutes(25), Now + Holds.Longest));
    }

    [Fact]
    public void What_is_used_counts_no_answer_and_each_stranger_once()
    {
        SlotLedger given = new(
        [
            new Slot(Now.AddHours(-2), SlotKind.Known, 1, 0), new Slot(Now, SlotKind.Answer, 2, 0),
            new Slot(Now.AddMinutes(1), SlotKind.Stranger, 3, 0), new Slot(Now.AddMinutes(2), SlotKind.Stranger, 3, 0),
        ]);

        Assert.Equal((2, 3, 1), new SlotPlanner(Gentle, SafetySettings.None, Now, NewYork).UsedAt(given, Now.AddMinutes(5)));
    }

    [Fact]
    public void The_days_limit_lasts_until_midnight_in_the_locations_time_zone()
    {
        var given = new SlotLedger([.. Enumerable.Range(0, 50).Select(index => new Slot(Now.AddMinutes(10 * index), SlotKind.Known, (uint)index, 0))]);
        var evening = Now.AddHours(10);

        Assert.Equal(new SlotPlan(Midnight, Holds.Daily), Plan(Gentle, given, Ask(), evening));
        Assert.Equal(evening, Plan(Gentle, new SlotLedger([.. given.Slots.Skip(1)]), Ask(), evening).At);
        Assert.Equal(evening, Plan(Gentle, given, Ask(SlotKind.Answer), evening).At);
    }

    [Fact]
    public void A_day_on_which_the_ramp_rises_has_the_limits_of_the_slots_own_time()
    {
        var given = Many(20, Now, 60);

        // Connected two days before half past seven: until then the third day has not begun.
        var connected = Now.AddMinutes(30).AddDays(-2);
        Assert.Equal(Now.AddHours(1), Plan(Gentle, given, Ask(), Now.AddMinutes(29), connected).At);
        Assert.Equal(Now.AddMinutes(30), Plan(Gentle, given, Ask(), Now.AddMinutes(30), connected).At);
    }

    [Fact]
    public void Strangers_have_a_smaller_budget_and_one_who_was_written_to_counts_once()
    {
        var given = new SlotLedger([.. Enumerable.Range(1, 5).Select(index => new Slot(Now.AddMinutes(index), SlotKind.Stranger, (uint)index, 0))]);
        var later = Now.AddMinutes(30);

        Assert.Equal(new SlotPlan(Midnight, Holds.Strangers), Plan(Gentle, given, Ask(SlotKind.Stranger, contact: 6), later));
        Assert.Equal(later, Plan(Gentle, given, Ask(SlotKind.Stranger, contact: 5), later).At);
        Assert.Equal(later, Plan(Gentle, given, Ask(contact: 6), later).At);
    }

    [Fact]
    public void The_same_text_to_many_strangers_waits_in_gentle_and_is_refused_in_strict()
    {
        var old = DateTimeOffset.UnixEpoch;
        SlotLedger Same(int count) => new([.. Enumerable.Range(1, count).Select(index => new Slot(Now.AddHours(-6).AddMinutes(index), SlotKind.Stranger, (uint)index, 7))]);
        var ask = Ask(SlotKind.Stranger, contact: 99, text: 7);

        Assert.Equal(Now, Plan(Gentle, Same(9), ask, Now, old).At);
        Assert.Equal(new SlotPlan(Now.AddHours(18).AddMinutes(1), Holds.SameText), Plan(Gentle, Same(10), ask, Now, old));
        Assert.Equal(Now, Plan(Strict, Same(4), ask, Now, old).At);
        Assert.Equal(new SlotPlan(null, Holds.SameText), Plan(Strict, Same(5), ask, Now, old));

        // Another text, somebody who got it already, and those who wrote are free.
        Assert.Equal(Now, Plan(Strict, Same(5), ask with { Text = 8 }, Now, old).At);
        Assert.Equal(Now, Plan(Strict, Same(5), ask with { Contact = 5 }, Now, old).At);
        Assert.Equal(Now, Plan(Strict, Same(5), ask with { Kind = SlotKind.Known }, Now, old).At);
        Assert.Equal(Now, Plan(Strict, Same(5), ask with { Kind = SlotKind.Answer }, Now, old).At);
    }

    [Theory]
    [InlineData("whatsapp_restricted", SlotKind.Stranger)]
    [InlineData("new_chats_used_up", SlotKind.Stranger)]
    [InlineData("first_message_refused", SlotKind.Stranger)]
    [InlineData("texts_filtered", SlotKind.Stranger, SlotKind.Known)]
    [InlineData("twilio_inactive", SlotKind.Stranger, SlotKind.Known, SlotKind.Answer)]
    public void A_pause_holds_what_its_reason_names_until_it_ends_or_is_lifted(string code, params SlotKind[] held)
    {
        var pause = new SafetyPause(code, Now.AddHours(-1), Now.AddHours(2));
        foreach (var kind in Enum.GetValues<SlotKind>())
        {
            var expected = held.Contains(kind) ? new SlotPlan(Now.AddHours(2), code) : new SlotPlan(Now, null);
            Assert.Equal(expected, Plan(Gentle, SlotLedger.Empty, Ask(kind), settings: new SafetySettings { Pause = pause }));
            Assert.Equal(Now, Plan(Gentle, SlotLedger.Empty, Ask(kind), settings: new SafetySettings { Pause = pause with { IsLifted = true } }).At);
            Assert.Equal(Now, Plan(null, SlotLedger.Empty, Ask(kind), settings: new SafetySettings { Pause = pause }).At);
        }
    }

    [Fact]
    public void A_slot_never_lies_in_quiet_hours_but_for_a_live_conversation()
    {
        var settings = new SafetySettings { Quiet = new QuietHours(new TimeOnly(6, 30), new TimeOnly(9, 0), Rejects: false) };
        var morning = new DateTimeOffset(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);

        Assert.Equal(new SlotPlan(morning, Holds.QuietHours), Plan(Gentle, SlotLedger.Empty, Ask(), settings: settings));
        Assert.Equal(new SlotPlan(morning, Holds.QuietHours), Plan(null, SlotLedger.Empty, Ask(), settings: settings));
        Assert.Equal(Now, Plan(Gentle, SlotLedger.Empty, Ask(SlotKind.Answer, isLive: true), settings: settings).At);
        Assert.Equal(morning, Plan(Gentle, SlotLedger.Empty, Ask(SlotKind.Answer), settings: settings).At);
    }

    [Fact]
    public void What_could_leave_only_a_day_late_gets_no_slot_and_the_reason()
    {
        var settings = new SafetySettings { Pause = new SafetyPause(PauseReasons.Restricted.Code, Now, Now.AddHours(25)) };

        Assert.Equal(new SlotPlan(null, PauseReasons.Restricted.Code), Plan(Gentle, SlotLedger.Empty, Ask(SlotKind.Stranger), settings: settings));
    }

    [Theory]
    [InlineData(Holds.Pace, "over_limit")]
    [InlineData(Holds.Hourly, "over_limit")]
    [InlineData(Holds.Daily, "over_limit")]
    [InlineData(Holds.Strangers, "too_many_strangers")]
    [InlineData(Holds.SameText, "same_text")]
    [InlineData(Holds.QuietHours, "quiet_hours")]
    [InlineData("whatsapp_restricted", "may_not_write_first")]
    [InlineData("new_chats_used_up", "may_not_write_first")]
    [InlineData("first_message_refused", "may_not_write_first")]
    [InlineData("texts_filtered", "sending_paused")]
    [InlineData("twilio_inactive", "sending_paused")]
    public void What_would_come_too_late_fails_with_what_holds_it(string hold, string failure) => Assert.Equal(failure, Holds.FailureOf(hold).Code);

    [Fact]
    public void A_ledger_is_the_same_after_it_was_stored()
    {
        var ledger = new SlotLedger([new Slot(Now, SlotKind.Answer, uint.MaxValue, 0), new Slot(Now.AddSeconds(1), SlotKind.Stranger, 1, uint.MaxValue)]);

        Assert.Equal(ledger.Slots, SlotLedger.Read(ledger.ToBytes()).Slots);
        Assert.Empty(SlotLedger.Read([]).Slots);
    }

    [Fact]
    public void No_order_of_messages_breaks_a_limit()
    {
        var message = Gen.Select(Gen.Enum<SlotKind>(), Gen.UInt[1, 12], Gen.UInt[1, 3], Gen.Double[0, 0.999], Gen.Int[0, 600]);
        message.Array[1, 160].Sample(messages =>
        {
            var (ledger, now) = (SlotLedger.Empty, Now);
            foreach (var (kind, contact, text, share, wait) in messages)
            {
                now = now.AddSeconds(wait);
                var plan = Plan(Gentle, ledger, new SlotRequest(kind, contact, text, share, false), now);
                if (plan.At is { } at) ledger = ledger.With(new Slot(at, kind, contact, kind == SlotKind.Stranger ? text : 0));
            }

            AssertWithin(ledger);
        });
    }

    private static void AssertWithin(SlotLedger ledger)
    {
        var planner = new SlotPlanner(Gentle, SafetySettings.None, Now, NewYork);
        foreach (var slot in ledger.Slots)
        {
            var (limits, used) = (Gentle.At(slot.At - Now), planner.UsedAt(ledger, slot.At));
            Assert.True(used.Hour <= limits.Hourly && used.Day <= limits.Daily && used.Strangers <= limits.Strangers);
        }

        var counted = ledger.Counted.Select(slot => slot.At).ToList();
        Assert.All(counted.Zip(counted.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(5)));
    }

    private static SlotLedger Many(int count, DateTimeOffset from, int seconds) =>
        new([.. Enumerable.Range(0, count).Select(index => new Slot(from.AddSeconds(index * seconds), SlotKind.Known, (uint)index, 0))]);

    private static SlotRequest Ask(SlotKind kind = SlotKind.Known, uint contact = 1000, uint text = 0, double share = 0, bool isLive = false) =>
        new(kind, contact, text, share, isLive);

    private static SlotPlan Plan(
        SafetyLimits? limits, SlotLedger ledger, SlotRequest request, DateTimeOffset? now = null, DateTimeOffset? connected = null, SafetySettings? settings = null)
    {
        var from = now ?? Now;
        return new SlotPlanner(limits, settings ?? SafetySettings.None, connected ?? Now, NewYork).Plan(ledger, request, from, from + Holds.Longest);
    }
}
