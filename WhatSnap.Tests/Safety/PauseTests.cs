using WhatSnap.Core.Accounts;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Safety;

/// <summary>Warnings of providers: what waits, until when, and who is told.</summary>
public sealed class PauseTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_first_message_that_WhatsApp_refuses_holds_the_next_ones_for_a_day_and_answers_go_out()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.WriteAsync([stage.Sends.Contact(1)]);
        await stage.Sends.AckAsync(stage.Sends.Chats.Sent.Single(), -1, "463");
        var until = stage.Now + Day;

        var ids = await stage.WriteAsync([stage.Sends.Contact(2), await stage.KnownAsync(3, TimeSpan.FromDays(9)), await stage.KnownAsync(4, TimeSpan.Zero)]);
        await stage.GoToAsync(stage.Now.AddMinutes(1));

        Assert.Equal(["text 1", "text 2", "text 3"], stage.Texts.Order());
        Assert.Equal(("waiting", "first_message_refused", (DateTimeOffset?)until), await stage.ShownAsync(ids[0]));
        await stage.GoToAsync(until.AddMinutes(1));
        Assert.Equal(4, stage.Times.Count);
    }

    [Theory]
    [InlineData(false, "whatsapp_restricted")]
    [InlineData(true, "new_chats_used_up")]
    public async Task A_restriction_of_WhatsApp_holds_first_messages_until_it_ends_by_itself(bool isCap, string code)
    {
        await using var stage = await SafetyStage.StartAsync();
        var ends = stage.Now.AddHours(6);
        await stage.WhatsApp.Waha.AnnounceAsync("WORKING", change: state => (state.IsRestricted, state.IsCapped, state.RestrictedUntil) = (!isCap, isCap, ends));

        var id = (await stage.WriteAsync([stage.Sends.Contact(1)])).Single();
        Assert.Equal(("waiting", code, (DateTimeOffset?)ends), await stage.ShownAsync(id));
        Assert.Equal(ends, (await stage.WhatsApp.GetAsync(stage.Path)).Json.GetProperty("pause").GetProperty("until").GetDateTimeOffset());
        await stage.GoToAsync(stage.Now.AddHours(1));
        await stage.WhatsApp.Waha.AnnounceAsync("WORKING", change: state => (state.IsRestricted, state.IsCapped) = (false, false));
        await stage.GoToAsync(stage.Now.AddMinutes(10));

        Assert.Single(stage.Times);
        Assert.Null((await stage.AccountAsync())!.Safety.Pause);
    }

    [Fact]
    public async Task What_a_person_ended_is_not_begun_again_by_the_same_warning_but_by_another()
    {
        await using var stage = await SafetyStage.StartAsync();
        Task RestrictAsync(int hours) => stage.WhatsApp.Waha.AnnounceAsync(
            "WORKING", change: state => (state.IsRestricted, state.RestrictedUntil) = (true, SafetyStageStart.AddHours(hours)));
        async Task<bool> PausesAsync() => (await stage.AccountAsync())!.Safety.Pause is { } pause && pause.IsOn(stage.Now);
        await RestrictAsync(6);
        Assert.True(await PausesAsync());

        await stage.WhatsApp.PostAsync(stage.Path + "/resume");
        Assert.False(await PausesAsync());
        await RestrictAsync(6);
        Assert.False(await PausesAsync());
        await RestrictAsync(48);

        Assert.True(await PausesAsync());
    }

    [Fact]
    public async Task A_message_that_the_gateway_refused_for_the_restriction_waits_with_the_others()
    {
        await using var stage = await SafetyStage.StartAsync();
        stage.Sends.Chats.Refuse = _ => WhatsApp.FakeWahaChats.Refusal("reachout_timelock");

        var id = (await stage.WriteAsync([stage.Sends.Contact(1)])).Single();

        Assert.Equal(("waiting", "first_message_refused", (DateTimeOffset?)(SafetyStageStart + Day)), await stage.ShownAsync(id));
    }

    [Fact]
    public async Task An_account_that_is_off_does_not_pause()
    {
        await using var stage = await SafetyStage.StartAsync(SafetyMode.Off);
        await stage.WriteAsync([stage.Sends.Contact(1)]);
        await stage.Sends.AckAsync(stage.Sends.Chats.Sent.Single(), -1, "463");

        await stage.WriteAsync([stage.Sends.Contact(2)]);

        Assert.Equal(2, stage.Times.Count);
        Assert.Null((await stage.AccountAsync())!.Safety.Pause);
    }

    [Theory]
    [InlineData(SafetyMode.Gentle, 3)]
    [InlineData(SafetyMode.Strict, 1)]
    public async Task Texts_that_carriers_filter_hold_all_but_answers(SafetyMode mode, int filtered)
    {
        await using var stage = await TwilioAsync(mode);
        var contact = stage.SalesContact();
        for (var text = 1; text <= filtered; text++)
        {
            Assert.Null(await PauseOfAsync(stage));
            await FilterAsync(stage, contact.Id, $"text {text}");
        }

        var pause = await PauseOfAsync(stage);
        Assert.Equal("texts_filtered", pause?.Code);
        var held = await stage.WriteAsync(stage.SalesContact(2), "held");
        await stage.RunAsync();
        Assert.Equal(("texts_filtered", pause!.Until), ((await stage.LinkAsync(held)).WaitsFor, (await stage.LinkAsync(held)).WaitsUntil));

        await stage.Product.Queue.RunAllAsync(Day + TimeSpan.FromMinutes(1));
        Assert.Equal("held", stage.Texts.Last());
    }

    [Fact]
    public async Task A_warning_that_is_told_twice_counts_once_and_one_of_yesterday_not_at_all()
    {
        await using var stage = await TwilioAsync(SafetyMode.Gentle);
        var warning = stage.Product.Get<NoteWarning>();
        async Task WarnAsync(string id) => await warning.RunAsync((await AccountOfAsync(stage))!, id, Failures.ProviderRefused, "30007", CancellationToken.None);

        await WarnAsync("one");
        await WarnAsync("one");
        await WarnAsync("one");
        Assert.Null(await PauseOfAsync(stage));
        stage.Product.Time.Advance(Day);
        await WarnAsync("two");
        await WarnAsync("three");
        Assert.Null(await PauseOfAsync(stage));
        await WarnAsync("four");

        Assert.NotNull(await PauseOfAsync(stage));
    }

    [Fact]
    public void A_look_at_WhatsApp_ends_only_a_pause_that_a_look_began_and_begins_none_whose_end_is_over()
    {
        var now = SafetyStageStart;
        var (restricted, refused) = (
            new SafetyPause("whatsapp_restricted", now, now.AddHours(1)), new SafetyPause("first_message_refused", now, now.AddHours(1)));

        Assert.Null(SafetyPause.Follow(restricted, null, null, now));
        Assert.Equal(refused, SafetyPause.Follow(refused, null, null, now));
        Assert.Equal(refused, SafetyPause.Follow(refused, PauseReasons.Restricted, now.AddSeconds(-1), now));
        Assert.Null(SafetyPause.Follow(null, PauseReasons.Restricted, now, now));
    }

    [Theory]
    [InlineData("10001")]
    [InlineData("20005")]
    [InlineData("20403")]
    [InlineData("30002")]
    [InlineData("90010")]
    public async Task Each_code_of_an_account_that_is_not_active_at_Twilio_pauses_all_for_an_hour(string code)
    {
        await using var stage = await TwilioAsync(SafetyMode.Gentle);
        var now = stage.Product.Time.GetUtcNow();

        await stage.Product.Get<NoteWarning>().RunAsync((await AccountOfAsync(stage))!, "one", Failures.ProviderRefused, code, CancellationToken.None);

        Assert.Equal(new SafetyPause("twilio_inactive", now, now.AddHours(1)), await PauseOfAsync(stage));
    }

    [Fact]
    public async Task A_further_warning_in_a_pause_moves_nothing_but_a_wider_one_takes_its_place()
    {
        await using var stage = await TwilioAsync(SafetyMode.Strict);
        async Task<SafetyPause?> WarnAsync(string id, Failure failure, string? code)
        {
            await stage.Product.Get<NoteWarning>().RunAsync((await AccountOfAsync(stage))!, id, failure, code, CancellationToken.None);
            stage.Product.Time.Advance(TimeSpan.FromMinutes(10));
            return await PauseOfAsync(stage);
        }

        var first = await WarnAsync("one", Failures.ProviderRefused, "30007");
        var again = await WarnAsync("two", Failures.ProviderRefused, "30007");
        var narrower = await WarnAsync("three", Failures.MayNotWriteFirst, null);
        var wider = await WarnAsync("four", Failures.ProviderRefused, "30002");

        Assert.Equal(("texts_filtered", first, first), (first!.Code, again, narrower));
        Assert.Equal("twilio_inactive", wider!.Code);
    }

    [Fact]
    public async Task A_text_that_Twilio_refuses_because_its_account_is_not_active_waits_and_leaves_once_after_the_pause()
    {
        await using var stage = await TwilioAsync(SafetyMode.Gentle);
        var twilio = stage.Twilio.World.Accounts.Single();
        stage.Twilio.World.SetAccount(twilio with { Status = "suspended", WhenInactive = InactiveAnswer.Forbidden });

        var first = await stage.WriteAsync(stage.SalesContact(1), "first");
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(5));
        var second = await stage.WriteAsync(stage.SalesContact(2), "second");
        await stage.RunAsync();
        Assert.Equal(("twilio_inactive", "twilio_inactive"), ((await stage.LinkAsync(first)).WaitsFor, (await stage.LinkAsync(second)).WaitsFor));
        stage.Twilio.World.SetAccount(twilio);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(2));

        Assert.Equal(["first", "second"], stage.Texts.Order());
        Assert.Equal([SendStates.Delivered, SendStates.Delivered], [(await stage.LinkAsync(first)).State, (await stage.LinkAsync(second)).State]);
    }

    [Fact]
    public async Task A_pause_is_told_once_with_its_reason_and_its_end_once()
    {
        await using var stage = await Health.AlertStage.StartAsync();
        var product = stage.Product;
        await product.ChangeAccountAsync(known => known with
        {
            Safety = new SafetySettings { Mode = SafetyMode.Gentle, Pause = new SafetyPause(PauseReasons.Filtered.Code, product.Time.GetUtcNow(), product.Time.GetUtcNow().AddHours(2)) },
        });

        await stage.LookAsync(10);
        Assert.Equal(["alert.raised"], stage.Receivers.Kinds);
        var health = await product.Get<ReadHealth>().RunAsync(product.LocationId, CancellationToken.None);
        Assert.Equal(["texts_filtered"], health.Accounts.Single().Signs.Select(sign => sign.Code));
        await stage.LookAsync(20);

        Assert.Equal(["alert.raised", "alert.cleared"], stage.Receivers.Kinds);
        Assert.Equal(100, (await product.Get<ReadHealth>().RunAsync(product.LocationId, CancellationToken.None)).Accounts.Single().Score);
    }

    /// <summary>When a stage begins.</summary>
    private static DateTimeOffset SafetyStageStart => new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static async Task<OutboundStage> TwilioAsync(SafetyMode mode)
    {
        var stage = await OutboundStage.StartAsync();
        await stage.Product.ChangeAccountAsync(known => known with { Safety = known.Safety with { Mode = mode } });
        return stage;
    }

    private static async Task FilterAsync(OutboundStage stage, string contactId, string text)
    {
        stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.Undelivered(30007));
        stage.Crm.WriteAsPerson(contactId, text);
        await stage.Crm.WhenPostsAreDoneAsync();
        await stage.RunAsync();
    }

    private static Task<Account?> AccountOfAsync(OutboundStage stage) =>
        stage.Product.Get<AccountTable>().FindAsync(stage.Product.LocationId, stage.Product.Account.AccountId, CancellationToken.None);

    private static async Task<SafetyPause?> PauseOfAsync(OutboundStage stage) => (await AccountOfAsync(stage))!.Safety.Pause;
}
