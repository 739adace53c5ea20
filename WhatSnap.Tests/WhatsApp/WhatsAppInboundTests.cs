using System.Text.Json.Nodes;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Messages from the gateway's event to GoHighLevel, over the webhook.</summary>
public sealed class WhatsAppInboundTests
{
    private const string Ann = "+15005550141";
    private const string Lid = "123456789012345";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_text_becomes_a_contact_with_name_number_tag_and_platform_and_a_message_of_its_own_time()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var sent = stage.Product.Time.GetUtcNow() - TimeSpan.FromHours(2);

        await stage.TellAndRunAsync(new WahaText("Hello", Ann, Lid) { After = -TimeSpan.FromHours(2) });

        var contact = Assert.Single(stage.Product.Crm.World.Contacts);
        Assert.Equal((Ann, "Ann"), (contact.Phone, contact.Name));
        Assert.Equal(["whatsnap-account-support"], contact.Tags);
        Assert.Equal("WhatsApp", Assert.Single(contact.CustomFields.Values).GetString());
        Assert.Equal("WhatsApp", contact.Other["source"].GetString());
        var message = Assert.Single(stage.Product.CrmMessages);
        Assert.Equal(("Hello", "inbound", contact.Id), (message.Body, message.Direction, message.ContactId));
        Assert.Equal(sent, message.DateAdded);
        Assert.Equal(Lid, (await KnownAsync(stage, contact))?.Lid);
    }

    [Fact]
    public async Task A_repeat_is_confirmed_and_stored_once_also_under_another_event_id_and_name()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var byNumber = new WahaText("Hello", Ann, Lid);

        await stage.TellAndRunAsync(byNumber);
        await stage.TellAndRunAsync(byNumber);
        await stage.TellAndRunAsync(byNumber with { Number = null });

        Assert.Single(stage.Product.CrmMessages);
        Assert.Empty(await stage.Product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_time_to_come_is_the_time_of_arrival()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var now = stage.Product.Time.GetUtcNow();

        await stage.TellAndRunAsync(new WahaText("Hello", Ann) { After = TimeSpan.FromDays(2) });

        Assert.Equal(now, Assert.Single(stage.Product.CrmMessages).DateAdded);
    }

    [Theory]
    [InlineData("120363000000000000@g.us")]
    [InlineData("status@broadcast")]
    [InlineData("120363000000000000@newsletter")]
    public async Task Groups_statuses_and_channels_are_confirmed_and_left_out(string chat)
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var payload = new WahaText("Hello", Ann).ToPayload(stage.Product.Time.GetUtcNow());
        payload["_data"]!["key"]!["remoteJid"] = chat;

        await stage.TellAndRunAsync(new WahaText("Hello", Ann) { More = payload });

        Assert.Empty(stage.Product.CrmMessages);
        Assert.Empty(stage.Product.Crm.World.Contacts);
    }

    [Fact]
    public async Task What_is_typed_on_the_own_phone_stands_in_the_partners_conversation_as_outbound_and_once()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var typed = new WahaText("I call you back", Ann) { IsFromMe = true, Name = "Shop" };

        await stage.TellAndRunAsync(new WahaText("Hello", Ann));
        await stage.TellAndRunAsync(typed);
        await stage.TellAndRunAsync(typed);
        await stage.TellAndRunAsync(new WahaText("by a call", Ann) { IsFromMe = true, More = new JsonObject { ["source"] = "api" } });
        await stage.TellAndRunAsync(new WahaText("a note", stage.Number) { IsFromMe = true });

        Assert.Equal("Ann", Assert.Single(stage.Product.Crm.World.Contacts).Name);
        Assert.Equal([("Hello", "inbound"), ("I call you back", "outbound")], stage.Product.CrmMessages.Select(message => (message.Body, message.Direction)));
    }

    [Fact]
    public async Task A_mirrored_text_whose_call_was_cut_off_is_found_by_its_direction()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        await stage.TellAndRunAsync(new WahaText("ok", Ann));
        stage.Product.Crm.World.Faults = stage.Product.Crm.World.Faults with { Error500Rate = 1 };
        using var taken = await stage.Waha.TellAsync(new WahaText("ok", Ann) { IsFromMe = true });
        await stage.Product.Queue.RunDueAsync();
        stage.Product.Crm.World.Faults = stage.Product.Crm.World.Faults with { Error500Rate = 0 };

        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(["inbound", "outbound"], stage.Product.CrmMessages.Select(message => message.Direction));
    }

    [Fact]
    public async Task What_WhatSnap_sent_itself_is_not_mirrored()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var links = stage.Product.Get<MessageLinks>();
        await links.AddAsync(new MessageLink(stage.Product.LocationId, "ghl-1", "contact1", "acc", "because", stage.Product.Time.GetUtcNow()), CancellationToken.None);
        await links.UpdateAsync(stage.Product.LocationId, "ghl-1", link => link with { ProviderId = "3EB0OURS" }, CancellationToken.None);

        await stage.TellAndRunAsync(new WahaText("from GoHighLevel", Ann) { IsFromMe = true, Id = "3EB0OURS" });

        Assert.Empty(stage.Product.CrmMessages);
    }

    [Fact]
    public async Task A_message_that_can_t_be_read_yet_is_a_sentence_once_and_its_text_a_message_of_its_own()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var waiting = new WahaText("A message can't be read yet.", Ann) { Kind = "message.waiting" };

        await stage.TellAndRunAsync(waiting);
        await stage.TellAndRunAsync(waiting);
        await stage.TellAndRunAsync(waiting with { Kind = "message.any", Body = "Hello" });

        Assert.Equal(
            ["[A message could not be read yet. Open WhatsApp on the phone to see it.]", "Hello"],
            stage.Product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task A_message_of_an_account_that_was_unlinked_meanwhile_is_taken_all_the_same()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        using var unlinked = await stage.Waha.AnnounceAsync("FAILED", "logged_out");

        await stage.TellAndRunAsync(new WahaText("from before", Ann));

        Assert.Equal("from before", Assert.Single(stage.Product.CrmMessages).Body);
    }

    private static Task<KnownContact?> KnownAsync(WhatsAppStage stage, SimulatedContact contact) =>
        stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, contact.Id, CancellationToken.None);
}
