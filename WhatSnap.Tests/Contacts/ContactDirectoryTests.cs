using WhatSnap.Core.Contacts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Contacts;

public sealed class ContactDirectoryTests
{
    private const string SalesTag = "whatsnap-account-sales";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_contact_that_GoHighLevel_has_gets_the_tag_added_and_keeps_its_own_tags_and_name(bool allowDuplicates)
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: allowDuplicates);
        var known = product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1), "Blue", "vip", "newsletter");

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);

        var contact = Assert.Single(product.Crm.World.Contacts);
        Assert.Equal((known.Id, "Blue"), (contact.Id, contact.Name));
        Assert.Equal(["vip", "newsletter", SalesTag], contact.Tags);
        Assert.Equal(known.Id, Assert.Single(product.CrmMessages).ContactId);
    }

    [Fact]
    public async Task A_contact_that_has_the_tag_in_another_case_is_not_tagged_again()
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: true);
        product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1), null, "WhatSnap-Account-SALES");

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["WhatSnap-Account-SALES"], Assert.Single(product.Crm.World.Contacts).Tags);
        Assert.Equal(0, product.Crm.World.Calls["POST /contacts/{contactId}/tags"]);
    }

    [Theory]
    [InlineData("+5511987654321", "+551187654321", false)]
    [InlineData("+551187654321", "+5511987654321", true)]
    [InlineData("+5215512345678", "+525512345678", false)]
    [InlineData("+525512345678", "+5215512345678", true)]
    [InlineData("+5491123456789", "+541123456789", false)]
    [InlineData("+541123456789", "+5491123456789", true)]
    public async Task A_contact_under_the_other_spelling_of_a_number_is_found_and_its_number_left_alone(
        string from, string inGoHighLevel, bool allowDuplicates)
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: allowDuplicates);
        product.Crm.World.SeedContact(product.LocationId, inGoHighLevel);

        await product.AcceptAsync(from, "Hello");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(inGoHighLevel, Assert.Single(product.Crm.World.Contacts).Phone);
        Assert.Single(product.CrmMessages);
    }

    [Theory]
    [InlineData("+5511987654321", "+551187654321")]
    [InlineData("+525512345678", "+5215512345678")]
    public async Task Texts_from_both_spellings_of_a_number_go_to_one_new_contact_that_keeps_the_first_one(
        string first, string second)
    {
        await using var product = await TestProduct.StartAsync();

        await product.AcceptAsync(first, "One");
        await product.AcceptAsync(second, "Two");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(first, Assert.Single(product.Crm.World.Contacts).Phone);
        Assert.Equal(["One", "Two"], product.CrmMessages.Select(message => message.Body));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_contact_that_was_deleted_meanwhile_is_made_anew_and_the_message_stored(bool allowDuplicates)
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: allowDuplicates);
        await product.AcceptAsync(TestProduct.Customer(1), "Before");
        await product.Queue.RunAllAsync(Hour);
        var deleted = Assert.Single(product.Crm.World.Contacts);
        product.Crm.World.Reset();

        await product.AcceptAsync(TestProduct.Customer(1), "After");
        await product.Queue.RunAllAsync(Hour);

        var contact = Assert.Single(product.Crm.World.Contacts);
        Assert.NotEqual(deleted.Id, contact.Id);
        Assert.Equal(("After", contact.Id), (Assert.Single(product.CrmMessages).Body, product.CrmMessages[0].ContactId));
        Assert.Equal([SalesTag], contact.Tags);
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_contact_that_was_deleted_before_it_wrote_to_another_account_is_made_anew_too()
    {
        await using var product = await TestProduct.StartAsync();
        var support = await product.AddAccountAsync("Support", "+15005550200");
        await product.AcceptAsync(TestProduct.Customer(1), "Before");
        await product.Queue.RunAllAsync(Hour);
        product.Crm.World.Reset();

        await product.AcceptAsync(support, TestProduct.Customer(1), "After");
        await product.Queue.RunAllAsync(Hour);

        Assert.Empty(await product.DeadLettersAsync());
        Assert.Equal("After", Assert.Single(product.CrmMessages).Body);
    }

    [Fact]
    public async Task A_contact_of_two_accounts_has_both_tags_and_the_account_it_wrote_to_last_is_remembered()
    {
        await using var product = await TestProduct.StartAsync();
        var support = await product.AddAccountAsync("Support", "+15005550200");

        await product.AcceptAsync(TestProduct.Customer(1), "To sales");
        await product.Queue.RunAllAsync(Hour);
        await product.AcceptAsync(support, TestProduct.Customer(1), "To support");
        await product.Queue.RunAllAsync(Hour);

        var contact = Assert.Single(product.Crm.World.Contacts);
        Assert.Equal([SalesTag, support.Tag], contact.Tags);
        var known = await product.Get<KnownContacts>().FindAsync(product.LocationId, contact.Id, CancellationToken.None);
        Assert.Equal(support.AccountId, known?.LastAccountId);
    }

    [Fact]
    public async Task Tags_that_an_event_changed_while_a_message_was_worked_on_are_not_written_over()
    {
        await using var product = await TestProduct.StartAsync();
        var contacts = product.Get<KnownContacts>();
        await SaveAsync(new KnownContact("con1", ["sales", "vip"], "acc-sales") { HasAllTags = true });
        var read = (await FindAsync())!;

        await contacts.SeeAsync(product.LocationId, "con1", ["support", "vip"], null, product.Time.GetUtcNow(), CancellationToken.None);
        await SaveAsync(read.AfterMessageTo("acc-support"));

        var known = (await FindAsync())!;
        Assert.Equal(["support", "vip"], known.Tags);
        Assert.False(known.HasAllTags);
        Assert.Equal("acc-support", known.LastAccountId);

        // What changed beside the tags does not matter to them.
        await contacts.SeeConsentAsync(product.LocationId, "con1", true, 1, CancellationToken.None);
        await SaveAsync(known with { Tags = ["sales"], HasAllTags = true });
        known = (await FindAsync())!;
        Assert.Equal((true, true), (known.HasAllTags, known.IsStopped));
        Assert.Equal(["sales"], known.Tags);

        Task SaveAsync(KnownContact contact) => contacts.SaveAsync(product.LocationId, contact, CancellationToken.None);
        Task<KnownContact?> FindAsync() => contacts.FindAsync(product.LocationId, "con1", CancellationToken.None);
    }
}
