using WhatSnap.Core.Messages;
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

    private static async Task HandOverAsync(SendStage stage, string messageId, string contactId, string text)
    {
        var message = new OutboundMessage(stage.Product.LocationId, messageId, 1, contactId, TestProduct.Customer(1), text, []);
        await stage.Product.Get<AcceptOutbound>().RunAsync(message, CancellationToken.None);
        await stage.RunAsync(TimeSpan.FromMinutes(1));
    }
}
