using System.Net;
using System.Text.Json;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>What a person sees of consent, and records by hand.</summary>
public sealed class ConsentApiTests
{
    private const string Path = "api/consent";

    [Fact]
    public async Task A_contacts_state_is_shown_with_its_history_and_evidence()
    {
        await using var stage = await ApiStage.StartAsync();
        var sid = TestProduct.NewSid();
        var contact = await StoppedAsync(stage, sid);
        var entry = (await stage.Stage.Product.Get<ConsentTable>().FindAsync(stage.Stage.LocationId, contact, CancellationToken.None))!.Entry;

        var shown = await stage.GetAsync($"{Path}?contactId={contact}");

        Assert.Equal(("stopped", contact), (shown.Text("state"), shown.Text("contactId")));
        Assert.True(shown.Json.GetProperty("isToldToGoHighLevel").GetBoolean());
        bool Dnd(string name) => shown.Json.GetProperty("doNotDisturb").GetProperty(name).GetBoolean();
        Assert.Equal((false, true, true), (Dnd("all"), Dnd("sms"), Dnd("whatsApp")));
        var change = Assert.Single(shown.Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(
            ("word", "STOP", stage.SalesId), (change.GetProperty("evidence").GetString(), change.GetProperty("detail").GetString(), change.GetProperty("accountId").GetString()));
        Assert.Equal((sid, sid), (entry.MessageId, change.GetProperty("messageId").GetString()));
        Assert.Equal((entry.At, entry.At), (shown.Json.GetProperty("since").GetDateTimeOffset(), change.GetProperty("at").GetDateTimeOffset()));
        Assert.DoesNotContain(TestProduct.Customer(1)[1..], shown.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_changed_anything_and_who_belongs_to_another_location_has_no_state()
    {
        await using var stage = await ApiStage.StartAsync();
        var contact = await StoppedAsync(stage);
        var foreign = stage.TokenFor("locOfSomebodyElse01", Rights.All);

        Assert.Equal("none", (await stage.GetAsync($"{Path}?contactId=nobody")).Text("state"));
        Assert.Equal("none", (await stage.GetAsync($"{Path}?contactId={contact}", foreign)).Text("state"));
        Assert.Empty((await stage.GetAsync(Path, foreign)).Json.GetProperty("optOuts").EnumerateArray());
    }

    [Fact]
    public async Task The_opt_outs_are_listed_with_the_newest_first_and_a_page_leads_to_the_next()
    {
        await using var stage = await ApiStage.StartAsync();
        for (var number = 0; number < 52; number++)
        {
            stage.Stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
            await stage.Stage.Product.Get<ConsentTable>().RecordAsync(
                new ConsentEntry(stage.Stage.LocationId, $"c{number}", number != 3, stage.Stage.Product.Time.GetUtcNow(), EvidenceKinds.ByHand, "a"), CancellationToken.None);
        }

        var first = await stage.GetAsync(Path);
        var second = await stage.GetAsync($"{Path}?after={first.Text("next")}");

        var contacts = Contacts(first).Concat(Contacts(second)).ToList();
        Assert.Equal((50, 1), (Contacts(first).Count, Contacts(second).Count));
        Assert.Equal(Enumerable.Range(0, 52).Reverse().Where(number => number != 3).Select(number => $"c{number}"), contacts);
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("?after=x'%20or%20RowKey%20ne%20'")]
    [InlineData("?contactId=")]
    [InlineData("?contactId=a/b")]
    [InlineData("?contactId=x~y")]
    public async Task What_is_asked_for_is_a_contact_or_the_end_of_a_page(string query)
    {
        await using var stage = await ApiStage.StartAsync();

        var answer = await stage.GetAsync(Path + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Sentence);
    }

    [Fact]
    public async Task A_person_records_an_opt_out_which_blocks_and_is_set_in_GoHighLevel()
    {
        await using var stage = await ApiStage.StartAsync();
        var contact = stage.Stage.Product.Crm.World.SeedContact(stage.Stage.LocationId, TestProduct.Customer(1));

        var before = stage.Stage.Product.Time.GetUtcNow();
        var answer = await stage.PostAsync(Path, new { contactId = contact.Id, state = "stopped", note = "Asked on the phone" });

        Assert.Equal((HttpStatusCode.OK, "stopped"), (answer.Status, answer.Text("state")));
        var change = Assert.Single((await stage.GetAsync($"{Path}?contactId={contact.Id}")).Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(
            ("by_hand", "Asked on the phone", "user1"),
            (change.GetProperty("evidence").GetString(), change.GetProperty("detail").GetString(), change.GetProperty("userId").GetString()));
        Assert.InRange(change.GetProperty("at").GetDateTimeOffset(), before, stage.Stage.Product.Time.GetUtcNow());
        Assert.True((await KnownAsync(stage, contact.Id))!.IsStopped);
        Assert.Equal("active", Assert.Single(stage.Stage.Product.Crm.World.Contacts).Other["dndSettings"].GetProperty("SMS").GetProperty("status").GetString());
        var activity = Assert.Single((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
        Assert.Equal("consent_changed", activity.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_consent_by_hand_lifts_the_stop_and_says_that_Twilio_keeps_its_own()
    {
        await using var stage = await ApiStage.StartAsync();
        var contact = await StoppedAsync(stage);

        var answer = await stage.PostAsync(Path, new { contactId = contact, state = "started", note = "Form on the web page" });

        Assert.Equal("started", answer.Text("state"));
        Assert.Contains("only the contact can, by texting START", answer.Text("notice"), StringComparison.Ordinal);
        Assert.False((await KnownAsync(stage, contact))!.IsStopped);
    }

    [Fact]
    public async Task A_stop_by_hand_of_somebody_who_has_stopped_needs_no_notice()
    {
        await using var stage = await ApiStage.StartAsync();
        var contact = await StoppedAsync(stage);

        var answer = await stage.PostAsync(Path, new { contactId = contact, state = "stopped", note = "Asked once more" });

        Assert.Equal(("stopped", JsonValueKind.Null), (answer.Text("state"), answer.Json.GetProperty("notice").ValueKind));
    }

    [Fact]
    public async Task A_consent_of_somebody_who_did_not_stop_is_recorded_without_a_notice()
    {
        await using var stage = await ApiStage.StartAsync();
        var contact = stage.Stage.Product.Crm.World.SeedContact(stage.Stage.LocationId, TestProduct.Customer(1));

        var answer = await stage.PostAsync(Path, new { contactId = contact.Id, state = "started", note = "Form" });

        Assert.Equal(("started", JsonValueKind.Null), (answer.Text("state"), answer.Json.GetProperty("notice").ValueKind));
    }

    [Fact]
    public async Task A_consent_after_a_stop_to_an_account_that_is_not_at_Twilio_needs_no_notice_and_shows_that_GoHighLevel_was_not_told_yet()
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        var contact = product.Crm.World.SeedContact(stage.Stage.LocationId, TestProduct.Customer(1));
        var stop = new ConsentEntry(stage.Stage.LocationId, contact.Id, IsStop: true, product.Time.GetUtcNow(), EvidenceKinds.Word, "a") { AccountId = "acc-gone" };
        await product.Get<RecordConsent>().RunAsync(stop, tellsAtOnce: false, CancellationToken.None);

        var before = await stage.GetAsync($"{Path}?contactId={contact.Id}");
        var answer = await stage.PostAsync(Path, new { contactId = contact.Id, state = "started", note = "Form" });

        Assert.Equal((false, true), (IsTold(before), IsTold(answer)));
        Assert.Equal(("started", JsonValueKind.Null), (answer.Text("state"), answer.Json.GetProperty("notice").ValueKind));

        static bool IsTold(Reply reply) => reply.Json.GetProperty("isToldToGoHighLevel").GetBoolean();
    }

    [Theory]
    [InlineData("""{"contactId":"a b","state":"stopped","note":"x"}""")]
    [InlineData("""{"state":"stopped","note":"x"}""")]
    [InlineData("""{"contactId":"c1","state":"paused","note":"x"}""")]
    [InlineData("""{"contactId":"c1","state":"stopped","note":" "}""")]
    [InlineData("""{"contactId":"c1","state":"stopped"}""")]
    [InlineData("""{"contactId":"c1","state":"stopped","note":"Form\nof the web page"}""")]
    [InlineData("""{"contactId":"c1","state":"stopped","note":"called from +1 (415) 555 0123"}""")]
    public async Task What_is_not_complete_or_holds_a_number_is_refused(string body)
    {
        await using var stage = await ApiStage.StartAsync();

        var answer = await stage.SendTextAsync(HttpMethod.Post, Path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Sentence);
        Assert.Equal(0, await StoredRows.CountAsync(stage.Stage.Product, "consents", stage.Stage.LocationId));
    }

    [Fact]
    public async Task A_note_may_have_300_letters_and_a_date()
    {
        await using var stage = await ApiStage.StartAsync();
        var contact = stage.Stage.Product.Crm.World.SeedContact(stage.Stage.LocationId, TestProduct.Customer(1));

        var long300 = await stage.PostAsync(Path, new { contactId = contact.Id, state = "stopped", note = new string('a', 300) });
        var long301 = await stage.PostAsync(Path, new { contactId = contact.Id, state = "stopped", note = new string('a', 301) });
        var date = await stage.PostAsync(Path, new { contactId = contact.Id, state = "stopped", note = "Call on 2026-11-26 at 14:05" });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK), (long300.Status, long301.Status, date.Status));
    }

    [Fact]
    public async Task A_contact_that_GoHighLevel_does_not_know_is_refused()
    {
        await using var stage = await ApiStage.StartAsync();

        var answer = await stage.PostAsync(Path, new { contactId = "nobody", state = "stopped", note = "Form" });

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task Who_may_only_look_records_nothing()
    {
        await using var stage = await ApiStage.StartAsync();
        var viewer = stage.TokenFor(stage.Stage.LocationId, Rights.View);

        Assert.Equal(HttpStatusCode.Forbidden, (await stage.PostAsync(Path, new { contactId = "c1", state = "stopped", note = "x" }, viewer)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Path, viewer)).Status);
    }

    private static async Task<string> StoppedAsync(ApiStage stage, string? sid = null)
    {
        var product = stage.Stage.Product;
        await product.AcceptAsync(TestProduct.Customer(1), "STOP", sid);
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        return Assert.Single(product.Crm.World.Contacts).Id;
    }

    private static Task<KnownContact?> KnownAsync(ApiStage stage, string contactId) =>
        stage.Stage.Product.Get<KnownContacts>().FindAsync(stage.Stage.LocationId, contactId, CancellationToken.None);

    private static List<string> Contacts(Reply reply) =>
        [.. reply.Json.GetProperty("optOuts").EnumerateArray().Select(one => one.GetProperty("contactId").GetString()!)];
}
