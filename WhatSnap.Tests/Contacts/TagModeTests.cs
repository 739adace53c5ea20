using WhatSnap.Core.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Contacts;

public sealed class TagModeTests
{
    private const string SalesTag = "whatsnap-account-sales";
    private const string SupportNumber = "+15005550200";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_exclusive_mode_the_tag_of_the_account_written_to_replaces_the_other_accounts_and_no_other(bool allowDuplicates)
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: allowDuplicates);
        var support = await product.AddAccountAsync("Support", SupportNumber, Exclusive);
        product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1), null, "vip", "WhatSnap-Account-Old");

        await product.AcceptAsync(TestProduct.Customer(1), "To sales");
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal(["vip", "WhatSnap-Account-Old", SalesTag], TagsOf(product));
        await product.AcceptAsync(support, TestProduct.Customer(1), "To support");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["vip", support.Tag], TagsOf(product));
        Assert.Equal(2, product.CrmMessages.Count);
    }

    [Fact]
    public async Task Tags_that_accounts_have_by_another_name_or_had_before_are_replaced_too()
    {
        await using var product = await TestProduct.StartAsync();
        await product.AddAccountAsync("Blue", SupportNumber, blue => blue with { Tag = "team-blue", FormerTag = "Team-Green" });
        await product.ChangeAccountAsync(sales => Exclusive(sales) with { FormerTag = "sales-before" });
        product.Crm.World.SeedContact(
            product.LocationId, TestProduct.Customer(1), null, "team-BLUE", "team-green", "team-red", "sales-before");

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["team-red", SalesTag], TagsOf(product));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public async Task A_new_contact_costs_no_more_calls_in_exclusive_mode(bool allowDuplicates, int calls)
    {
        await using var product = await TestProduct.StartAsync(allowDuplicates: allowDuplicates);
        await product.ChangeAccountAsync(Exclusive);

        Assert.Equal(calls, await CallsOfAsync(product, "Hello"));
        Assert.Equal(1, await CallsOfAsync(product, "Again"));
    }

    [Fact]
    public async Task A_contact_with_foreign_tags_costs_one_call_a_message_in_exclusive_mode_once_its_tags_are_known()
    {
        await using var product = await TestProduct.StartAsync();
        await product.ChangeAccountAsync(Exclusive);
        product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1), null, "vip");

        // Refused creation, reading, tag, message.
        Assert.Equal(4, await CallsOfAsync(product, "Hello"));
        Assert.Equal(1, await CallsOfAsync(product, "Again"));
        Assert.Equal(["vip", SalesTag], TagsOf(product));
    }

    [Fact]
    public async Task A_contact_whose_other_tags_were_never_seen_is_read_once_when_its_account_becomes_exclusive()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1), null, "vip", "whatsnap-account-old");
        await CallsOfAsync(product, "Hello");
        await product.ChangeAccountAsync(Exclusive);

        // Reading, removal, message.
        Assert.Equal(3, await CallsOfAsync(product, "Now"));
        Assert.Equal(1, await CallsOfAsync(product, "Again"));
        Assert.Equal(["vip", SalesTag], TagsOf(product));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_change_of_tags_that_is_cut_off_is_finished_by_the_next_try(int seed)
    {
        await using var product = await TestProduct.StartAsync();
        var support = await product.AddAccountAsync("Support", SupportNumber, Exclusive);
        product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1), null, "vip");
        await product.AcceptAsync(TestProduct.Customer(1), "To sales");
        await product.Queue.RunAllAsync(Hour);
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 0.4, ResetRate = 0.2, Seed = seed };

        await product.AcceptAsync(support, TestProduct.Customer(1), "To support");
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["vip", support.Tag], TagsOf(product));
        Assert.Equal(["To sales", "To support"], product.CrmMessages.Select(message => message.Body));
    }

    private static Account Exclusive(Account account) => account with { TagMode = TagMode.Exclusive };

    private static IReadOnlyList<string> TagsOf(TestProduct product) => Assert.Single(product.Crm.World.Contacts).Tags;

    private static async Task<int> CallsOfAsync(TestProduct product, string text)
    {
        var before = product.Crm.World.Calls.Total;
        await product.AcceptAsync(TestProduct.Customer(1), text);
        await product.Queue.RunAllAsync(Hour);
        return product.Crm.World.Calls.Total - before;
    }
}
