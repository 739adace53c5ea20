using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>From which account a message goes out, and what is said of the choice.</summary>
public sealed class ChooseAccountTests
{
    private const string SupportTag = "whatsnap-account-support";

    [Fact]
    public async Task The_one_tag_of_a_contact_decides_even_when_it_wrote_to_another_account_last()
    {
        await using var stage = await StartAsync();
        await stage.Product.AcceptAsync(TestProduct.Customer(1), "I write to sales");
        await stage.RunAsync();
        var contact = stage.Crm.Contacts.Single();
        SwapTag(stage, contact, stage.Product.Account.Tag, SupportTag);
        await stage.TellAsync("ContactTagUpdate", contact.Id, [SupportTag]);

        Assert.Equal("Sent from Support: tag whatsnap-account-support.", await ReasonAsync(stage, contact, "Hello"));
    }

    [Fact]
    public async Task A_tag_that_the_last_inbound_set_is_said_to_be_so()
    {
        await using var stage = await StartAsync();
        await stage.Product.AcceptAsync(TestProduct.Customer(1), "I write to sales");
        await stage.RunAsync();

        Assert.Equal(
            "Sent from Sales: tag whatsnap-account-sales, set by the last inbound.",
            await ReasonAsync(stage, stage.Crm.Contacts.Single(), "Hello"));
    }

    [Fact]
    public async Task With_the_tags_of_several_accounts_the_last_one_written_to_decides()
    {
        await using var stage = await StartAsync();
        await stage.Product.AcceptAsync(TestProduct.Customer(1), "I write to sales");
        await stage.RunAsync();
        var contact = stage.Crm.Contacts.Single();
        stage.Crm.AddTag(contact.Id, SupportTag);
        await stage.TellAsync("ContactTagUpdate", contact.Id, [stage.Product.Account.Tag, SupportTag]);

        var reason = await ReasonAsync(stage, contact, "Hello");

        Assert.Equal("Sent from Sales: the contact has the tags of several accounts and wrote to it last.", reason);
    }

    [Fact]
    public async Task Without_a_tag_and_a_message_the_default_account_of_the_location_sends()
    {
        await using var stage = await StartAsync();
        await stage.Product.Get<AccountTable>().SetDefaultAsync(stage.Product.Account.Key, true, CancellationToken.None);

        var reason = await ReasonAsync(stage, stage.Contact(), "Hello");

        Assert.Equal(
            "Sent from Sales: the contact has no account's tag and wrote to none yet; it is the location's default.", reason);
    }

    [Fact]
    public async Task A_command_for_one_message_changes_nothing_else()
    {
        await using var stage = await StartAsync();
        var contact = stage.SalesContact();

        Assert.Equal("Sent from Support: #switch_unique named it.", await ReasonAsync(stage, contact, "#switch_unique support Hello"));
        Assert.Equal("Sent from Sales: tag whatsnap-account-sales.", await ReasonAsync(stage, contact, "again"));

        Assert.Equal(["Hello", "again"], stage.Texts);
        Assert.Equal([OutboundStage.SecondNumber, TestProduct.Number], stage.Sent.Select(sent => sent.Message.From));
        Assert.Equal([stage.Product.Account.Tag], stage.Crm.Contacts.Single().Tags);
    }

    [Fact]
    public async Task A_command_for_good_moves_the_contact_and_leaves_foreign_tags_alone()
    {
        await using var stage = await StartAsync();
        var contact = stage.Contact(1, stage.Product.Account.Tag, "vip");

        await ReasonAsync(stage, contact, "#switch Support Hello");
        var after = await ReasonAsync(stage, contact, "again");

        Assert.Equal("Sent from Support: tag whatsnap-account-support.", after);
        Assert.Equal(["Hello", "again"], stage.Texts);
        Assert.Equal([SupportTag, "vip"], stage.Crm.Contacts.Single().Tags.Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task A_command_alone_moves_the_contact_and_sends_nothing()
    {
        await using var stage = await StartAsync();
        var contact = stage.SalesContact();

        var id = await stage.WriteAsync(contact, "#switch support");
        await stage.RunAsync();

        Assert.Empty(stage.Sent);
        Assert.Equal("delivered", stage.StatusOf(id));
        Assert.Equal([SupportTag], stage.Crm.Contacts.Single().Tags);
    }

    [Fact]
    public async Task A_command_that_names_nobody_fails_and_its_text_goes_nowhere()
    {
        await using var stage = await StartAsync();

        var id = await stage.WriteAsync(stage.SalesContact(), "#switch suport Hello");
        await stage.RunAsync();

        Assert.Empty(stage.Sent);
        Assert.Equal(("failed", Failures.SwitchToNobody.Code), (stage.StatusOf(id), (await stage.LinkAsync(id)).FailureCode));
    }

    [Fact]
    public async Task An_event_that_is_older_than_what_is_known_does_not_change_the_route_back()
    {
        await using var stage = await StartAsync();
        var contact = stage.SalesContact();
        await ReasonAsync(stage, contact, "first");
        await stage.TellAsync("ContactTagUpdate", contact.Id, [SupportTag], TimeSpan.FromSeconds(30));
        await stage.TellAsync("ContactTagUpdate", contact.Id, [stage.Product.Account.Tag], TimeSpan.FromSeconds(10));

        Assert.Equal("Sent from Support: tag whatsnap-account-support.", await ReasonAsync(stage, contact, "second"));
    }

    [Fact]
    public async Task Tags_that_fit_no_queue_message_are_asked_for_when_they_are_needed()
    {
        await using var stage = await StartAsync();
        var contact = stage.SalesContact();
        await ReasonAsync(stage, contact, "first");
        SwapTag(stage, contact, stage.Product.Account.Tag, SupportTag);

        await stage.TellAsync("ContactTagUpdate", contact.Id, [SupportTag, new string('ü', 8_000)]);

        var known = await stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, contact.Id, CancellationToken.None);
        Assert.False(known!.HasAllTags);
        Assert.Equal("Sent from Support: tag whatsnap-account-support.", await ReasonAsync(stage, contact, "second"));
    }

    [Fact]
    public async Task An_event_of_another_location_changes_nothing()
    {
        await using var stage = await StartAsync();
        var contact = stage.SalesContact();
        await ReasonAsync(stage, contact, "first");

        await stage.TellAsync("ContactTagUpdate", contact.Id, [SupportTag], locationId: "locOfSomebodyElse01");

        Assert.Equal("Sent from Sales: tag whatsnap-account-sales.", await ReasonAsync(stage, contact, "second"));
    }

    [Fact]
    public async Task A_known_contact_costs_no_call_to_GoHighLevel_before_its_message_goes_out()
    {
        await using var stage = await StartAsync();
        var contact = stage.SalesContact();
        await ReasonAsync(stage, contact, "first");
        var reads = stage.Crm.Calls["GET /contacts/{contactId}"];

        await ReasonAsync(stage, contact, "second");

        Assert.Equal(1, reads);
        Assert.Equal(reads, stage.Crm.Calls["GET /contacts/{contactId}"]);
    }

    private static async Task<OutboundStage> StartAsync()
    {
        var stage = await OutboundStage.StartAsync();
        await stage.AddSupportAsync();
        return stage;
    }

    private static async Task<string> ReasonAsync(OutboundStage stage, SimulatedContact contact, string text)
    {
        var id = await stage.WriteAsync(contact, text);
        await stage.RunAsync();
        return (await stage.LinkAsync(id)).Reason;
    }

    private static void SwapTag(OutboundStage stage, SimulatedContact contact, string from, string to)
    {
        stage.Crm.AddTag(contact.Id, to);
        stage.Crm.RemoveTag(contact.Id, from);
    }
}
