using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Tests.Consent;

/// <summary>Words that people send by WhatsApp, also where it hides their numbers.</summary>
public sealed class WhatsAppConsentTests
{
    private const string Ann = "+15005550141";
    private const string Lid = "123456789012345";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_word_by_WhatsApp_stops_and_an_answer_there_fails()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();

        await TellAsync(stage, new WahaText("alto", Ann, Lid));

        var contact = Assert.Single(stage.Product.Crm.World.Contacts);
        var state = (await StateAsync(stage, contact.Id))!;
        Assert.Equal((true, "ALTO"), (state.IsStopped, state.Entry.Detail));
        Assert.True((await stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, contact.Id, CancellationToken.None))!.IsStopped);
    }

    [Fact]
    public async Task Who_stopped_with_a_hidden_number_has_stopped_too_as_the_contact_that_has_the_number()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        await TellAsync(stage, new WahaText("STOP", null, Lid));
        var hidden = Assert.Single(stage.Product.Crm.World.Contacts);
        var shown = stage.Product.Crm.World.SeedContact(stage.Product.LocationId, Ann);

        await TellAsync(stage, new WahaText("Hello again", Ann, Lid));

        Assert.Equal(shown.Id, stage.Product.CrmMessages[^1].ContactId);
        Assert.True((await StateAsync(stage, hidden.Id))!.IsStopped);
        Assert.True((await StateAsync(stage, shown.Id))!.IsStopped);
    }

    [Fact]
    public async Task A_yes_by_WhatsApp_is_an_ordinary_answer_also_to_the_account_that_got_the_stop()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        await TellAsync(stage, new WahaText("STOP", Ann, Lid));

        await TellAsync(stage, new WahaText("Yes", Ann, Lid));

        Assert.Equal("Yes", stage.Product.CrmMessages[^1].Body);
        Assert.True((await StateAsync(stage, Assert.Single(stage.Product.Crm.World.Contacts).Id))!.IsStopped);
    }

    [Theory]
    [InlineData("WhatsApp", "do_not_disturb")]
    [InlineData("SMS", "do_not_disturb")]
    [InlineData(null, "do_not_disturb")]
    [InlineData("Email", null)]
    public async Task A_message_by_WhatsApp_is_kept_back_by_do_not_disturb_of_its_own_channel_too(string? channel, string? failure)
    {
        await using var stage = await SendStage.StartAsync();
        var contact = stage.Contact();
        stage.Crm.SetDoNotDisturb(contact.Id, true, channel);

        var id = await stage.WriteAsync(contact, "Hello");
        await stage.RunAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(failure, (await stage.LinkAsync(id)).FailureCode);
        Assert.Equal(failure is null ? ["Hello"] : [], stage.Texts);
    }

    private static async Task TellAsync(WhatsAppStage stage, WahaText text)
    {
        stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
        await stage.TellAsync(text);
        await stage.Product.Queue.RunAllAsync(Hour);
    }

    private static Task<ConsentState?> StateAsync(WhatsAppStage stage, string contactId) =>
        stage.Product.Get<ConsentTable>().FindAsync(stage.Product.LocationId, contactId, CancellationToken.None);
}
