using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>What is written in groups: left out, or one contact per group.</summary>
public sealed class GroupTests
{
    private const string Group = "120363000000000001@g.us";

    [Fact]
    public async Task Groups_are_off_for_a_new_account_and_nothing_of_them_is_kept()
    {
        var words = Guid.NewGuid().ToString("N");
        using var capture = new Hosting.Capture();
        await using var stage = await WhatsAppStage.StartAsync(logs: capture);
        var key = await stage.ConnectAsync();

        await stage.TellAndRunAsync(Said(words, "Ann"));

        Assert.False((await stage.GetAsync($"api/accounts/{key.AccountId}")).Json.GetProperty("takesGroups").GetBoolean());
        Assert.True(stage.Waha.Only.Config["ignore"]!["groups"]!.GetValue<bool>());
        Assert.Empty(stage.Product.CrmMessages);
        Assert.Empty(await stage.Product.DeadLettersAsync());
        Assert.DoesNotContain(words, await StorageDump.ReadAsync(await TestStorage.ConnectionStringAsync()), StringComparison.Ordinal);
        Assert.DoesNotContain(capture.All, line => line.Text.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_groups_a_group_is_one_contact_with_its_subject_and_each_message_says_who_wrote_it()
    {
        await using var stage = await TakingAsync();

        await stage.TellAndRunAsync(Said("Who has a step ladder?", "Ann"));
        await stage.TellAndRunAsync(Said("Me.\nCome over.", "Bob"));
        await stage.TellAndRunAsync(Said("I", null));
        await stage.TellAndRunAsync(Said("From our phone", null) with { IsFromMe = true });

        var contact = Assert.Single(stage.Product.Crm.World.Contacts);
        Assert.Equal((null, "Neighbours", "WhatsApp group"), (contact.Phone, contact.Name, contact.Other["source"].GetString()));
        Assert.Equal(
            [("Ann: Who has a step ladder?", "inbound"), ("Bob:\nMe.\nCome over.", "inbound"), ("+15005550145: I", "inbound"), ("From our phone", "outbound")],
            stage.Product.CrmMessages.Select(message => (message.Body, message.Direction)));
        Assert.DoesNotContain(stage.Waha.Calls, call => call.Path.Contains("/lids/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_goes_to_the_group()
    {
        await using var stage = await SendStage.StartAsync();
        await ChangeAsync(stage.WhatsApp, stage.Key, true);
        await stage.WhatsApp.TellAndRunAsync(Said("Who has a ladder?", "Ann"));

        await AnswerAsync(stage.Product, "We have");
        await stage.RunAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((Group, "We have"), (Assert.Single(stage.Chats.Sent).ChatId, Assert.Single(stage.Texts)));
    }

    [Fact]
    public async Task A_change_of_the_setting_reaches_the_gateway_within_minutes_and_only_once()
    {
        await using var stage = await TakingAsync();
        var on = stage.Waha.Only.Config["ignore"]!["groups"]!.GetValue<bool>();
        var calls = Changes(stage);
        await stage.WatchAsync(TimeSpan.FromMinutes(20));
        var (accounts, _) = await stage.Product.Get<AccountTable>().ListAsync(stage.Product.LocationId, CancellationToken.None);
        await ChangeAsync(stage, accounts.Single(account => account.WhatsApp is not null).Key, false);
        await stage.TellAndRunAsync(Said("Too late", "Ann"));

        Assert.Equal((false, 1), (on, calls));
        Assert.Equal((true, 2), (stage.Waha.Only.Config["ignore"]!["groups"]!.GetValue<bool>(), Changes(stage)));
        Assert.Empty(stage.Product.CrmMessages);
    }

    [Fact]
    public async Task A_Twilio_account_has_no_groups()
    {
        await using var stage = await WhatsAppStage.StartAsync();

        var reply = await stage.PatchAsync($"api/accounts/{stage.Product.Account.AccountId}", new { takesGroups = true });

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
    }

    [Fact]
    public async Task Over_the_whole_way_a_group_is_left_out_then_brought_in_and_its_members_read_the_answer()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        var key = await stage.LinkAsync("Shop", "15005550189");
        await stage.PhoneAsync("/contacts", new JsonObject { ["number"] = "15005550145", ["name"] = "Ann" });
        await stage.PhoneAsync("/groups", new JsonObject { ["id"] = "120363000000000001", ["subject"] = "Neighbours", ["members"] = new JsonArray("15005550189", "15005550145") });
        await SayAsync(stage, "Not for GoHighLevel");

        await stage.PatchAsync($"api/accounts/{key.AccountId}", new { takesGroups = true });
        await stage.Product.Get<Core.WhatsApp.WatchWhatsApp>().RunAsync(key.ToString(), CancellationToken.None);
        await stage.BecomesAsync(key, "active");
        await SayAsync(stage, "Who has a ladder?");
        await stage.ArrivesAsync(1);
        await AnswerAsync(stage.Product, "We have");

        await Eventually.BecomesAsync(async () =>
        {
            await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(20));
            var ann = await stage.WhatsApp.CallAsync(HttpMethod.Get, "/contacts/15005550145", null, CancellationToken.None);
            return ann.GetProperty("shown").EnumerateArray().Any(shown =>
                shown.GetProperty("chat").GetString() == Group && shown.GetRawText().Contains("We have", StringComparison.Ordinal));
        });
        Assert.Equal("Ann: Who has a ladder?", Assert.Single(stage.Product.CrmMessages, message => message.Direction == "inbound").Body);
        Assert.Equal("Neighbours", Assert.Single(stage.Product.Crm.World.Contacts).Name);
    }

    private static Task SayAsync(GatewayStage stage, string text) => stage.PhoneAsync(
        "/groups/120363000000000001/send", new JsonObject { ["to"] = "15005550189", ["from"] = "15005550145", ["text"] = text });

    /// <summary>GoHighLevel hands over what was written to the only contact, which has no number.</summary>
    private static async Task AnswerAsync(TestProduct product, string text)
    {
        var contact = Assert.Single(product.Crm.World.Contacts);
        var message = new OutboundMessage(product.LocationId, $"message{Guid.NewGuid():N}"[..20], 1, contact.Id, "", text, []);
        await product.Get<AcceptOutbound>().RunAsync(message, CancellationToken.None);
    }

    private static int Changes(WhatsAppStage stage) => stage.Waha.Calls.Count(call => call.Method == "PUT");

    private static async Task<WhatsAppStage> TakingAsync()
    {
        var stage = await WhatsAppStage.StartAsync();
        await ChangeAsync(stage, await stage.ConnectAsync(), true);
        return stage;
    }

    private static async Task ChangeAsync(WhatsAppStage stage, AccountKey key, bool takes)
    {
        var reply = await stage.PatchAsync($"api/accounts/{key.AccountId}", new { takesGroups = takes });
        Assert.Equal((HttpStatusCode.OK, takes), (reply.Status, reply.Json.GetProperty("takesGroups").GetBoolean()));
        await stage.WatchAsync();
    }

    /// <summary>A message in the group, as the gateway tells it.</summary>
    private static WahaText Said(string text, string? name) => new(text) { Name = name, Group = Group, Member = "15005550145" };
}
