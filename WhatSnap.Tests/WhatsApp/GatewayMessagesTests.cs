using System.Text.Json.Nodes;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Messages over the whole way: a simulated phone, the gateway with the unmodified client library, the webhook, GoHighLevel.</summary>
public sealed class GatewayMessagesTests
{
    private const string Number = "15005550189";
    private const string Ann = "15005550145";
    private const string Bob = "15005550146";
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 5000).Select(index => (byte)(index * 7))];

    [Fact]
    public async Task Texts_pictures_and_what_the_own_phone_wrote_stand_in_GoHighLevel_once_over_an_outage_of_the_backend()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        await stage.LinkAsync("Shop", Number);
        await stage.PhoneAsync("/contacts", new JsonObject { ["number"] = Ann, ["name"] = "Ann Blue" });

        await stage.PhoneAsync($"/contacts/{Ann}/send", new JsonObject { ["to"] = Number, ["text"] = "Hello" });
        await stage.ArrivesAsync(1);
        await stage.PhoneAsync($"/contacts/{Ann}/send", new JsonObject { ["to"] = Number, ["media"] = Media("image", "image/jpeg", "Look") });
        await stage.ArrivesAsync(2);
        await stage.WhileBackendIsAwayAsync(() =>
            stage.PhoneAsync($"/contacts/{Ann}/send", new JsonObject { ["to"] = Number, ["text"] = "Are you there?" }));
        await stage.ArrivesAsync(3);
        await stage.PhoneAsync($"/accounts/{Number}/type", new JsonObject { ["to"] = Ann, ["text"] = "Yes" });
        await stage.ArrivesAsync(4);
        await stage.PhoneAsync($"/contacts/{Ann}/send", new JsonObject { ["to"] = Number, ["reaction"] = new JsonObject { ["id"] = "3EB0", ["fromMe"] = true, ["emoji"] = "👍" } });
        await stage.ArrivesAsync(5);

        var contact = Assert.Single(stage.Product.Crm.World.Contacts);
        Assert.Equal(("+" + Ann, "Ann Blue"), (contact.Phone, contact.Name));
        Assert.Equal(["whatsnap-account-shop"], contact.Tags);
        Assert.Equal("WhatsApp", contact.Other["source"].GetString());
        Assert.Equal(
            [("Hello", "inbound"), ("Look", "inbound"), ("Are you there?", "inbound"), ("Yes", "outbound"), ("[Reacted to an earlier message: 👍]", "inbound")],
            stage.Product.CrmMessages.Select(message => (message.Body, message.Direction)));
        Assert.Equal(Picture, await stage.Http.GetByteArrayAsync(Assert.Single(stage.Product.CrmMessages[1].Attachments)));
        Assert.Empty(await stage.Product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_sender_whom_WhatsApp_names_by_LID_alone_becomes_a_contact_without_number_and_gets_it_when_WhatsApp_tells()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        await stage.LinkAsync("Shop", Number);
        await stage.PhoneAsync("/contacts", new JsonObject { ["number"] = Bob, ["name"] = "Bob", ["addressing"] = "lid", ["tellsBothNames"] = false });

        await stage.PhoneAsync($"/contacts/{Bob}/send", new JsonObject { ["to"] = Number, ["text"] = "Who am I?" });
        await stage.ArrivesAsync(1);
        var hidden = Assert.Single(stage.Product.Crm.World.Contacts);
        await stage.PhoneAsync("/contacts", new JsonObject { ["number"] = Bob, ["tellsBothNames"] = true });
        await stage.PhoneAsync($"/contacts/{Bob}/send", new JsonObject { ["to"] = Number, ["text"] = "It is me" });
        await stage.ArrivesAsync(2);

        var shown = Assert.Single(stage.Product.Crm.World.Contacts);
        Assert.Equal((null, "Bob", "WhatsApp, number hidden"), (hidden.Phone, hidden.Name, hidden.Other["source"].GetString()));
        Assert.Equal((hidden.Id, "+" + Bob, "Bob"), (shown.Id, shown.Phone, shown.Name));
        Assert.All(stage.Product.CrmMessages, message => Assert.Equal(shown.Id, message.ContactId));
    }

    private static JsonObject Media(string kind, string type, string caption) =>
        new() { ["kind"] = kind, ["data"] = Convert.ToBase64String(Picture), ["mimetype"] = type, ["caption"] = caption };
}
