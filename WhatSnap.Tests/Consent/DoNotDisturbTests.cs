using System.Text.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>GoHighLevel's own do-not-disturb keeps messages back, at no price for those who did not set it.</summary>
public sealed class DoNotDisturbTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("SMS")]
    [InlineData(null)]
    public async Task A_contact_that_was_never_seen_and_is_not_to_be_disturbed_gets_nothing(string? channel)
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Crm.App = stage.Stage.Crm.App with { PostsEvents = false };
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, channel);

        var id = await stage.WriteAsync("Hello");
        var once = await stage.WriteAsync("#switch_unique support Hello");

        Assert.Empty(stage.Texts);
        Assert.Equal(("do_not_disturb", "do_not_disturb"), (stage.ErrorOf(id), stage.ErrorOf(once)));
        Assert.Equal(1, stage.Stage.Crm.Calls["GET /contacts/{contactId}"]);
    }

    [Fact]
    public async Task Other_channels_keep_nothing_back()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, "Email");
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, "WhatsApp");

        await stage.WriteAsync("Hello");

        Assert.Equal(["Hello"], stage.Texts);
    }

    [Theory]
    [InlineData("SMS")]
    [InlineData(null)]
    public async Task What_a_person_switches_in_GoHighLevel_counts_for_the_next_message_without_a_call(string? channel)
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.WriteAsync("first");
        var reads = stage.Stage.Crm.Calls["GET /contacts/{contactId}"];

        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, channel);
        await stage.SettleAsync();
        var blocked = await stage.WriteAsync("second");
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, false, channel);
        await stage.SettleAsync();
        await stage.WriteAsync("third");

        Assert.Equal(["first", "third"], stage.Texts);
        Assert.Equal("do_not_disturb", stage.ErrorOf(blocked));
        Assert.Equal(reads, stage.Stage.Crm.Calls["GET /contacts/{contactId}"]);
    }

    [Fact]
    public async Task Events_that_show_no_channels_change_only_what_is_for_everything()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, "SMS");
        await stage.WriteAsync("first");

        stage.Stage.Crm.AddTag(stage.Contact.Id, "vip");
        await stage.SettleAsync();

        Assert.Equal("do_not_disturb", stage.ErrorOf(await stage.WriteAsync("second")));
        Assert.True((await stage.KnownAsync())!.HasTag("vip"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_event_says_for_everything_leaves_the_channels_as_they_were_known(bool all)
    {
        var news = new DndNews(null, all);

        Assert.Equal(new DoNotDisturb(all, true, false), news.After(new DoNotDisturb(!all, true, false)));
        Assert.Null(news.After(null));
        Assert.Null(new DndNews(null, null).After(DoNotDisturb.None));
    }

    [Fact]
    public async Task An_event_that_tells_of_do_not_disturb_without_showing_it_has_it_read_once()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.WriteAsync("first");
        await stage.Stage.TellAsync("ContactDndUpdate", stage.Contact.Id, [stage.Sales.Tag]);
        var reads = stage.Stage.Crm.Calls["GET /contacts/{contactId}"];

        await stage.WriteAsync("second");
        await stage.WriteAsync("third");

        Assert.Equal(reads + 1, stage.Stage.Crm.Calls["GET /contacts/{contactId}"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_text_that_waits_is_not_sent_once_do_not_disturb_is_set_and_nothing_showed_it(bool isForgotten)
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.WriteAsync("first");
        stage.Stage.Crm.App = stage.Stage.Crm.App with { PostsEvents = false };
        stage.Stage.Twilio.World.Faults = stage.Stage.Twilio.World.Faults with
        {
            Calls = [new() { Call = TwilioCallName.SendMessage, Failure = TwilioFailure.TooManyRequests, Times = 1 }],
        };
        var id = await stage.Stage.WriteAsync(stage.Contact, "waits");
        await stage.Product.Queue.RunDueAsync();

        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, "SMS");
        if (isForgotten) await stage.Product.Get<KnownContacts>().ForgetAsync(stage.Product.LocationId, stage.Contact.Id, CancellationToken.None);
        else await stage.Stage.TellAsync("ContactDndUpdate", stage.Contact.Id, [stage.Sales.Tag]);
        await stage.SettleAsync();

        Assert.Equal(["first"], stage.Texts);
        Assert.Equal("do_not_disturb", stage.ErrorOf(id));
    }

    [Fact]
    public async Task An_older_event_does_not_change_back_what_is_known()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.WriteAsync("first");
        var (contacts, now) = (stage.Product.Get<KnownContacts>(), stage.Product.Time.GetUtcNow());
        var none = new DndNews(DoNotDisturb.None, false);
        await contacts.SeeAsync(stage.Product.LocationId, stage.Contact.Id, [], new DndNews(new DoNotDisturb(false, true, false), false), now, CancellationToken.None);

        await contacts.SeeAsync(stage.Product.LocationId, stage.Contact.Id, [], none, now.AddSeconds(-1), CancellationToken.None);

        Assert.True((await stage.KnownAsync())!.Dnd!.Sms);
    }

    [Fact]
    public async Task An_event_of_GoHighLevel_whose_clock_is_a_little_behind_counts_as_newer_than_what_we_set()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Crm.App = stage.Stage.Crm.App with { PostsEvents = false };
        await stage.Product.AcceptAsync(stage.Sales, TestProduct.Customer(1), "STOP");
        await stage.Product.Queue.RunDueAsync();
        var (before, now) = ((await stage.KnownAsync())!.Dnd!.Sms, stage.Product.Time.GetUtcNow());

        await stage.Product.Get<KnownContacts>().SeeAsync(
            stage.Product.LocationId, stage.Contact.Id, [], new DndNews(DoNotDisturb.None, false), now.AddSeconds(-2), CancellationToken.None);

        Assert.Equal((true, false), (before, (await stage.KnownAsync())!.Dnd!.Sms));
    }

    [Fact]
    public async Task A_contact_that_we_made_is_answered_without_a_further_call()
    {
        await using var product = await OutboundStage.StartAsync();
        await product.Product.AcceptAsync(TestProduct.Customer(3), "Hi");
        await product.Product.Queue.RunAllAsync(Hour);
        var before = product.Crm.Calls.Total;

        var contact = Assert.Single(product.Crm.Contacts);
        await product.WriteAsync(contact, "Hello");
        await product.Product.Queue.RunDueAsync();

        Assert.Equal(["Hello"], product.Texts);
        Assert.Equal(before, product.Crm.Calls.Total);
    }

    [Fact]
    public async Task A_known_contact_is_answered_without_a_call_and_an_ordinary_text_of_it_costs_one()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        await stage.WriteAsync(contact, "first");
        await stage.RunAsync();
        await stage.Product.AcceptAsync(TestProduct.Customer(1), "Hi");
        await stage.RunAsync();
        await stage.WriteAsync(contact, "known from here on");
        await stage.RunAsync();
        List<string> calls = [];
        stage.Crm.Observer = call => calls.Add(call.Route);

        await stage.Product.AcceptAsync(TestProduct.Customer(1), "stop please");
        await stage.Product.Queue.RunDueAsync();
        await stage.WriteAsync(contact, "second");
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(["POST /conversations/messages/inbound"], calls);
        Assert.Equal(["first", "known from here on", "second"], stage.Texts);
    }

    [Theory]
    [InlineData("""{"dnd":true,"dndSettings":{"SMS":{"status":"inactive"}}}""", true, true)]
    [InlineData("""{"dnd":false,"dndSettings":{"SMS":{"status":"permanent"}}}""", true, true)]
    [InlineData("""{"dndSettings":{"WhatsApp":{"status":"active"}}}""", true, false)]
    [InlineData("""{"dnd":false,"dndSettings":{"Email":{"status":"active"},"SMS":{"status":"inactive"}}}""", false, false)]
    [InlineData("""{"dnd":null,"dndSettings":null}""", false, false)]
    [InlineData("""{"dnd":"yes","dndSettings":{"SMS":7}}""", false, false)]
    public void A_contact_is_not_disturbed_on_a_channel_as_GoHighLevel_shows_it(string json, bool onWhatsApp, bool onTwilio)
    {
        var contact = JsonElement.Parse(json);
        var dnd = DoNotDisturb.Of(
            contact.TryGetProperty("dnd", out var all) ? all : null, contact.TryGetProperty("dndSettings", out var settings) ? settings : null);

        Assert.Equal((onWhatsApp, onTwilio, onTwilio), (dnd.Blocks(Platform.WhatsApp), dnd.Blocks(Platform.Twilio), dnd.Blocks(Platform.Device)));
        Assert.Equal(dnd, DoNotDisturb.Parse(dnd.ToString()));
    }

    [Fact]
    public async Task Channels_that_are_none_of_ours_stay_as_they_were_when_a_stop_is_set()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Crm.SetDoNotDisturb(stage.Contact.Id, true, "Email");

        await stage.HearAsync(stage.Sales, "STOP");

        Assert.Equal(("active", "active", "active"), (stage.DndOf("Email"), stage.DndOf("SMS"), stage.DndOf("WhatsApp")));
    }
}
