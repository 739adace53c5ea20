using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>What is written in GoHighLevel goes out through WhatsApp, to whom it is for and in the form that WhatsApp shows.</summary>
public sealed class SendWhatsAppTests
{
    private const string LongText = "More than WhatsApp shows under a picture. ";

    [Fact]
    public async Task A_message_goes_out_under_an_id_of_ours_and_GoHighLevel_is_told_delivered_and_then_read()
    {
        await using var stage = await SendStage.StartAsync();

        var id = await stage.SendAsync("Hello");
        var sent = Assert.Single(stage.Chats.Sent);
        var queued = (await stage.LinkAsync(id)).State;
        foreach (var ack in new[] { 1, 2, 3 })
        {
            await stage.AckAsync(sent, ack);
            await stage.RunAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(("sendText", SendStage.ChatOf(1), "Hello"), (sent.Call, sent.ChatId, sent.Text));
        Assert.Matches("^3EB0[0-9A-F]{18}$", sent.Id);
        Assert.Equal(SendStates.Queued, queued);
        var link = await stage.LinkAsync(id);
        Assert.Equal((sent.Id, stage.Key.AccountId, SendStates.Read), (link.ProviderId, link.AccountId, link.State));
        Assert.Null(link.Segments);
        Assert.Null(link.Cost);
        Assert.Equal(["delivered", "read"], stage.StatusesOf(id));
    }

    [Fact]
    public async Task Nobody_asks_for_the_state_of_a_message_because_receipts_come_by_themselves()
    {
        await using var stage = await SendStage.StartAsync();
        await stage.SendAsync("Hello");
        var calls = stage.WhatsApp.Waha.Calls.Count;

        await stage.RunAsync(ReportWork.FirstPoll + TimeSpan.FromMinutes(1));

        Assert.Equal((calls, 0), (stage.WhatsApp.Waha.Calls.Count, stage.Product.Queue.Count));
    }

    [Theory]
    [InlineData("photo.PNG", "image/png", "sendImage")]
    [InlineData("photo.jpeg?width=100", "image/jpeg", "sendImage")]
    [InlineData("note.ogg", "audio/ogg; codecs=opus", "sendVoice")]
    [InlineData("offer.pdf", "application/pdf", "sendFile")]
    [InlineData("clip.mp4", "video/mp4", "sendVideo")]
    public async Task A_file_goes_out_in_the_form_that_its_address_tells(string name, string type, string call)
    {
        await using var stage = await SendStage.StartAsync();

        await stage.SendAsync("", $"https://files.example.com/a/{name}");

        var sent = Assert.Single(stage.Chats.Sent);
        Assert.Equal((call, type, $"https://files.example.com/a/{name}"), (sent.Call, sent.MimeType, sent.Url));
        Assert.Equal(name.Split('?')[0], sent.Body["file"]!["filename"]!.GetValue<string>());
        Assert.Equal(call is "sendVoice" or "sendVideo" ? "false" : null, sent.Body["convert"]?.ToJsonString());
    }

    [Fact]
    public async Task A_file_whose_address_tells_no_type_is_what_its_server_says_and_else_just_a_file()
    {
        await using var stage = await SendStage.StartAsync();

        await stage.SendAsync("", stage.Crm.Shelve("picture", "image/jpeg", [1, 2, 3]), "https://nowhere.invalid/thing");

        Assert.Equal(["image/jpeg", Attachment.UnknownType], stage.Chats.Sent.Select(sent => sent.MimeType));
    }

    [Fact]
    public async Task The_text_stands_under_the_first_file_and_each_file_has_an_id_of_its_own()
    {
        await using var stage = await SendStage.StartAsync();

        var id = await stage.SendAsync("Look", "https://example.com/1.png", "https://example.com/2.pdf");
        var sent = stage.Chats.Sent.ToList();
        await stage.AckAsync(sent[0], 2);
        var afterFirst = (await stage.LinkAsync(id)).State;
        await stage.AckAsync(sent[1], 2);

        Assert.Equal(["Look", null], stage.Texts);
        Assert.NotEqual(sent[0].Id, sent[1].Id);
        Assert.Equal((sent[1].Id, SendStates.Queued), ((await stage.LinkAsync(id)).ProviderId, afterFirst));
        Assert.Equal(SendStates.Delivered, (await stage.LinkAsync(id)).State);
    }

    [Theory]
    [InlineData("https://example.com/1.ogg", 1)]
    [InlineData("https://example.com/1.png", 30)]
    public async Task A_text_that_can_t_stand_under_a_file_goes_before_it(string url, int times)
    {
        await using var stage = await SendStage.StartAsync();
        var text = string.Concat(Enumerable.Repeat(LongText, times));

        await stage.SendAsync(text, url);

        Assert.Equal(["sendText", times == 1 ? "sendVoice" : "sendImage"], stage.Chats.Sent.Select(sent => sent.Call));
        Assert.Equal([text.Trim(), null], stage.Texts.Select(one => one?.Trim()));
    }

    [Fact]
    public async Task A_failure_of_any_file_is_the_failure_of_the_message()
    {
        await using var stage = await SendStage.StartAsync();
        var id = await stage.SendAsync("Look", "https://example.com/1.png", "https://example.com/2.png");

        await stage.AckAsync(stage.Chats.Sent.First(), -1, "479");
        await stage.RunAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["failed"], stage.StatusesOf(id));
        Assert.Equal("whatsapp_479", (await stage.LinkAsync(id)).ProviderCode);
    }

    [Fact]
    public async Task Under_which_spelling_a_number_is_on_WhatsApp_is_asked_once_and_never_guessed()
    {
        await using var stage = await SendStage.StartAsync();
        stage.Chats.Numbers[TestProduct.Customer(1)[1..]] = "155512340099@c.us";
        var contact = stage.Contact();

        await stage.WriteAsync(contact, "one");
        await stage.WriteAsync(contact, "two");
        await stage.RunAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["155512340099@c.us", "155512340099@c.us"], stage.Chats.Sent.Select(sent => sent.ChatId));
        Assert.Single(stage.WhatsApp.Waha.Calls, call => call.Path == "/api/contacts/check-exists");
    }

    [Fact]
    public async Task A_contact_whose_number_WhatsApp_hides_is_written_to_by_its_LID()
    {
        await using var stage = await SendStage.StartAsync();
        var contact = stage.Contact();
        var known = new KnownContact(contact.Id, [stage.WhatsApp.Tags[0]], stage.Key.AccountId) { Lid = "200000000000001", HasAllTags = true };
        await stage.Product.Get<KnownContacts>().SaveAsync(stage.Product.LocationId, known, CancellationToken.None);
        var message = new OutboundMessage(stage.Product.LocationId, "message0000000000001", 1, contact.Id, "", "Hello", []);

        await stage.Product.Get<AcceptOutbound>().RunAsync(message, CancellationToken.None);
        await stage.RunAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("200000000000001@lid", Assert.Single(stage.Chats.Sent).ChatId);
        Assert.DoesNotContain(stage.WhatsApp.Waha.Calls, call => call.Path == "/api/contacts/check-exists");
    }
}
