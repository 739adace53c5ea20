using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Messages that were written on the account's own phone stand in GoHighLevel as sent.</summary>
public sealed class MirroredTests
{
    [Fact]
    public async Task One_that_GoHighLevel_hands_over_to_be_sent_is_not_sent_again()
    {
        await using var stage = await SendStage.StartAsync();
        await stage.WhatsApp.TellAndRunAsync(new WahaText("Typed on the phone", TestProduct.Customer(1)) { IsFromMe = true });
        var mirrored = Assert.Single(stage.Product.CrmMessages);

        await HandOverAsync(stage, mirrored.Id, mirrored.ContactId, mirrored.Body);
        var echoes = stage.Chats.Sent.Count;
        await HandOverAsync(stage, "message0000000000001", mirrored.ContactId, mirrored.Body);

        Assert.Equal("outbound", mirrored.Direction);
        Assert.Equal(0, echoes);
        Assert.Equal("Typed on the phone", Assert.Single(stage.Texts));
        Assert.Empty(stage.StatusesOf(mirrored.Id));
    }

    [Fact]
    public async Task Whom_the_owner_texted_on_the_phone_did_not_write_to_the_account_and_is_a_stranger_to_its_limits()
    {
        await using var stage = await SendStage.StartAsync(mode: SafetyMode.Gentle);

        await stage.WhatsApp.TellAndRunAsync(new WahaText("Typed on the phone", TestProduct.Customer(1)) { IsFromMe = true });

        var (contactId, account) = (Assert.Single(stage.Product.CrmMessages).ContactId, (await stage.WhatsApp.AccountAsync(stage.Key))!);
        var known = (await FindAsync(stage, contactId))!;
        var message = new OutboundMessage(stage.Product.LocationId, "message0000000000002", 1, contactId, TestProduct.Customer(1), "Hello", []);
        Assert.Equal((null, true), (known.LastAccountId, known.HasTag(account.Tag)));
        Assert.Empty(known.AccountIds);
        Assert.Equal(SlotKind.Stranger, stage.Product.Get<TakeSlot>().RequestOf(account, message, known, stage.Product.Time.GetUtcNow()).Kind);
    }

    [Fact]
    public async Task What_the_owner_writes_on_the_phone_leaves_to_whom_and_when_the_contact_wrote_last()
    {
        await using var stage = await SendStage.StartAsync(mode: SafetyMode.Gentle);
        await stage.WhatsApp.TellAndRunAsync(new WahaText("Hello", TestProduct.Customer(1)));
        var contactId = Assert.Single(stage.Product.CrmMessages).ContactId;
        var wrote = (await FindAsync(stage, contactId))! with { LastAccountId = "acc-other" };
        await stage.Product.Get<KnownContacts>().SaveAsync(stage.Product.LocationId, wrote, CancellationToken.None);

        await stage.WhatsApp.TellAndRunAsync(new WahaText("Typed on the phone", TestProduct.Customer(1)) { IsFromMe = true });

        var known = (await FindAsync(stage, contactId))!;
        Assert.NotNull(wrote.LastWroteAt);
        Assert.Equal(("acc-other", wrote.LastWroteAt), (known.LastAccountId, known.LastWroteAt));
    }

    private static Task<KnownContact?> FindAsync(SendStage stage, string contactId) =>
        stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, contactId, CancellationToken.None);

    private static async Task HandOverAsync(SendStage stage, string messageId, string contactId, string text)
    {
        var message = new OutboundMessage(stage.Product.LocationId, messageId, 1, contactId, TestProduct.Customer(1), text, []);
        await stage.Product.Get<AcceptOutbound>().RunAsync(message, CancellationToken.None);
        await stage.RunAsync(TimeSpan.FromMinutes(1));
    }
}
