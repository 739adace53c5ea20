using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Accounts;

public sealed class RetagContactsTests
{
    [Fact]
    public async Task All_contacts_of_a_changed_tag_are_moved_and_foreign_tags_stay()
    {
        await using var product = await RetagStage.StartAsync(250);
        var before = product.Crm.World.Calls.Total;

        Assert.IsType<TagChangeOutcome.Changed>(await RetagStage.ChangeAsync(product));
        var took = await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 250);
        Assert.All(product.Crm.World.Contacts, contact => Assert.Equal(
            contact.Phone == RetagStage.Customer(-1) || (contact.Phone![^4..] is var last && (int.Parse(last) - 5000) % 3 == 0),
            contact.Tags.Contains("vip")));
        Assert.Equal(250, (await RetagStage.ProgressAsync(product))!.Total);
        Assert.InRange(took, RetagContacts.Settled, TimeSpan.FromMinutes(3));
        Assert.InRange(product.Crm.World.Calls.Total - before, 9, 30);
    }

    [Fact]
    public async Task Progress_can_be_read_while_it_runs_and_never_falls()
    {
        await using var product = await RetagStage.StartAsync(250);
        Assert.Null(await RetagStage.ProgressAsync(product));
        var seen = new List<RetagProgress>();
        product.Queue.Consumers[QueueNames.RetagContacts] = async (body, token) =>
        {
            await product.Get<RetagContacts>().RunAsync(body, token);
            if (await RetagStage.ProgressAsync(product) is { } progress) seen.Add(progress);
        };

        await RetagStage.ChangeAsync(product);
        await product.Queue.RunAllAsync(RetagStage.Day);

        Assert.Equal([(100, 250), (200, 250), (250, 250)], seen.Take(3).Select(one => (one.Done, one.Total)));
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.First.Done <= pair.Second.Done));
        Assert.All(seen.SkipLast(1), one => Assert.Null(one.EndedAt));
        Assert.NotNull(seen[^1].EndedAt);
    }

    [Fact]
    public async Task Contacts_that_were_deleted_meanwhile_are_left_out()
    {
        await using var product = await RetagStage.StartAsync(120);
        await RetagStage.ChangeAsync(product);
        foreach (var contact in product.Crm.World.Contacts.Where(one => one.Tags.Contains(RetagStage.Old)).Take(3).ToList())
        {
            product.Crm.World.DeleteContact(contact.Id);
        }

        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 117);
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task A_contact_that_a_host_still_gives_the_old_tag_is_moved_too()
    {
        await using var product = await RetagStage.StartAsync(0);
        await product.AcceptAsync(TestProduct.Customer(1), "Now this host remembers the account");
        await product.Queue.RunAllAsync(TimeSpan.FromSeconds(20));
        await RetagStage.ChangeAsync(product);
        await product.Queue.RunAllAsync(TimeSpan.FromSeconds(15));
        product.Time.Advance(TimeSpan.FromSeconds(5));

        // All that could be found is moved by now.
        await product.AcceptAsync(TestProduct.Customer(2), "Hello");
        await product.Queue.RunDueAsync();
        var late = Assert.Single(product.Crm.World.Contacts, one => one.Phone == TestProduct.Customer(2));
        Assert.Equal([RetagStage.Old], late.Tags);
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 2);
    }

    [Fact]
    public async Task While_it_runs_new_contacts_get_the_new_tag_and_moved_ones_cost_one_call_a_message()
    {
        await using var product = await RetagStage.StartAsync(0);
        await product.AcceptAsync(TestProduct.Customer(1), "Before");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
        await RetagStage.ChangeAsync(product);
        await product.Queue.RunAllAsync(TimeSpan.FromSeconds(40));
        Assert.Null((await RetagStage.ProgressAsync(product))!.EndedAt);

        await product.AcceptAsync(TestProduct.Customer(2), "New");
        await product.Queue.RunDueAsync();
        Assert.Equal([RetagStage.New], Assert.Single(product.Crm.World.Contacts, one => one.Phone == TestProduct.Customer(2)).Tags);
        var contact = Assert.Single(product.Crm.World.Contacts, one => one.Phone == TestProduct.Customer(1));
        Assert.Equal([RetagStage.New], (await product.Get<KnownContacts>().FindAsync(product.LocationId, contact.Id, CancellationToken.None))!.Tags);
        var before = product.Crm.World.Calls.Total;
        await product.AcceptAsync(TestProduct.Customer(1), "After");
        await product.Queue.RunDueAsync();
        Assert.Equal(1, product.Crm.World.Calls.Total - before);
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 2);
    }

    [Fact]
    public async Task A_tag_that_another_account_still_gives_up_stays_in_the_location()
    {
        await using var product = await RetagStage.StartAsync(3);
        await product.AddAccountAsync("Other", "+15005550200", other => other with { FormerTag = RetagStage.Old });

        await RetagStage.ChangeAsync(product);
        await product.Queue.RunAllAsync(RetagStage.Day);

        Assert.Contains(RetagStage.Old, product.Crm.World.TagsOf(product.LocationId));
        Assert.Null((await FindAsync(product))!.FormerTag);
    }

    [Fact]
    public async Task A_tag_with_a_name_that_is_not_ours_stays_in_the_location()
    {
        await using var product = await RetagStage.StartAsync(0);
        await product.ChangeAccountAsync(account => account with { Tag = "team" });
        var contact = product.Crm.World.SeedContact(product.LocationId, RetagStage.Customer(1), null, "team");
        await product.Get<GoHighLevelLocations>().EnsureTagAsync(product.LocationId, "team", CancellationToken.None);

        await RetagStage.ChangeAsync(product);
        await product.Queue.RunAllAsync(RetagStage.Day);

        Assert.Contains("team", product.Crm.World.TagsOf(product.LocationId));
        Assert.Equal([RetagStage.New], product.Crm.World.Contacts.Single(one => one.Id == contact.Id).Tags);
        Assert.Null((await FindAsync(product))!.FormerTag);
    }

    [Fact]
    public async Task An_index_that_never_forgets_is_believed_no_more_after_a_while()
    {
        await using var product = await RetagStage.StartAsync(20);
        product.Time.Advance(TimeSpan.FromDays(30));
        product.Crm.World.Faults = product.Crm.World.Faults with { SearchLagMs = (int)TimeSpan.FromDays(20).TotalMilliseconds };
        var gone = product.Crm.World.Contacts.First(one => one.Tags.Contains(RetagStage.Old));
        product.Crm.World.DeleteContact(gone.Id);

        await RetagStage.ChangeAsync(product);
        var took = await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 19);
        Assert.InRange(took, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task The_re_tag_of_an_account_that_is_removed_ends_and_leaves_no_row()
    {
        await using var product = await RetagStage.StartAsync(150);
        await RetagStage.ChangeAsync(product);
        await product.Queue.RunAllAsync(TimeSpan.FromSeconds(15));
        Assert.NotNull(await RetagStage.ProgressAsync(product));

        await product.Get<AccountTable>().RemoveAsync(product.Account.Key, _ => true, CancellationToken.None);
        await product.Queue.RunAllAsync(RetagStage.Day);

        Assert.Equal(0, product.Queue.Count);
        Assert.Null(await RetagStage.ProgressAsync(product));
    }

    private static Task<Account?> FindAsync(TestProduct product) =>
        product.Get<AccountTable>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);
}
