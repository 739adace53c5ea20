using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.GoHighLevel;

namespace WhatSnap.Tests.Accounts;

public sealed class ChangeAccountTagTests
{
    [Fact]
    public async Task An_account_gets_its_new_tag_at_once_and_remembers_the_old_one()
    {
        await using var product = await RetagStage.StartAsync(1);

        var outcome = await RetagStage.ChangeAsync(product);

        var account = Assert.IsType<TagChangeOutcome.Changed>(outcome).Account;
        Assert.Equal((RetagStage.New, RetagStage.Old, true), (account.Tag, account.FormerTag, account.MadeTag));
        Assert.Contains(RetagStage.New, product.Crm.World.TagsOf(product.LocationId));
    }

    [Fact]
    public async Task The_same_tag_in_whatever_case_changes_nothing()
    {
        await using var product = await RetagStage.StartAsync(1);

        Assert.IsType<TagChangeOutcome.Changed>(await RetagStage.ChangeAsync(product, RetagStage.Old.ToUpperInvariant()));

        Assert.Equal(0, product.Queue.Count);
        Assert.Single(product.Crm.World.TagsOf(product.LocationId));
    }

    [Fact]
    public async Task The_tag_of_another_account_is_refused()
    {
        await using var product = await RetagStage.StartAsync(1);
        await product.AddAccountAsync("Blue", "+15005550200");

        Assert.IsType<TagChangeOutcome.Taken>(await RetagStage.ChangeAsync(product));

        var account = await product.Get<AccountTable>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);
        Assert.Equal((RetagStage.Old, null), (account!.Tag, account.FormerTag));
        Assert.Equal([RetagStage.Old], product.Crm.World.TagsOf(product.LocationId));
        await product.Queue.RunAllAsync(RetagStage.Day);
        Assert.Equal(0, product.Queue.Count);
    }

    [Fact]
    public async Task A_second_change_waits_until_the_first_has_ended()
    {
        await using var product = await RetagStage.StartAsync(1);
        await RetagStage.ChangeAsync(product, "whatsnap-account-green");
        Assert.IsType<TagChangeOutcome.Busy>(await RetagStage.ChangeAsync(product));
        await product.Queue.RunAllAsync(RetagStage.Day);

        Assert.IsType<TagChangeOutcome.Changed>(await RetagStage.ChangeAsync(product));
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 1);
        Assert.DoesNotContain("whatsnap-account-green", product.Crm.World.TagsOf(product.LocationId));
    }

    [Fact]
    public async Task Changes_to_several_tags_at_once_leave_one_of_them()
    {
        await using var product = await RetagStage.StartAsync(1);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(index => RetagStage.ChangeAsync(product, $"whatsnap-account-{index}")));
        await product.Queue.RunAllAsync(RetagStage.Day);

        var tag = Assert.IsType<TagChangeOutcome.Changed>(Assert.Single(outcomes, one => one is TagChangeOutcome.Changed)).Account.Tag;
        Assert.Equal([tag], product.Crm.World.TagsOf(product.LocationId));
        Assert.All(outcomes.Where(one => one is not TagChangeOutcome.Changed), one => Assert.IsType<TagChangeOutcome.Busy>(one));
    }

    [Fact]
    public async Task An_account_that_is_gone_is_not_changed_and_no_tag_made_for_it()
    {
        await using var product = await RetagStage.StartAsync(1);
        await product.Get<AccountTable>().RemoveAsync(product.Account.Key, _ => true, CancellationToken.None);

        Assert.IsType<TagChangeOutcome.Gone>(await RetagStage.ChangeAsync(product));

        Assert.Equal([RetagStage.Old], product.Crm.World.TagsOf(product.LocationId));
    }

    [Fact]
    public async Task A_queue_message_that_comes_before_the_change_waits_for_it()
    {
        await using var product = await RetagStage.StartAsync(1);
        await product.Get<RetagContacts>().StartAsync(product.Account.Key, CancellationToken.None);
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        await product.Get<GoHighLevelLocations>().EnsureTagAsync(product.LocationId, RetagStage.New, CancellationToken.None);

        await product.ChangeAccountAsync(account => account with { Tag = RetagStage.New, FormerTag = account.Tag });
        await product.Queue.RunAllAsync(RetagStage.Day);

        await RetagStage.AssertIsDoneAsync(product, 1);
    }

    [Theory]
    [InlineData("""{"succeded":true,"errorCount":0,"responses":["done","done"]}""")]
    [InlineData("{}")]
    public async Task Contacts_that_a_bulk_answer_does_not_confirm_are_moved_one_by_one(string unclear)
    {
        using var stage = await CrmStage.StartAsync();
        await using var product = await TestProduct.StartAsync();
        const string contacts = CrmStage.Api + "/contacts/";
        stage.Script
            .Answers(HttpMethod.Post, $"{contacts}bulk/tags/update/add", HttpStatusCode.Created, unclear)
            .Answers(HttpMethod.Post, $"{contacts}c1/tags", HttpStatusCode.Created, "{}")
            .Answers(HttpMethod.Delete, $"{contacts}c1/tags", HttpStatusCode.OK, "{}")
            .Answers(
                HttpMethod.Post, $"{contacts}c2/tags", HttpStatusCode.BadRequest,
                """{"message":"Contact not found for id: c2","statusCode":400}""");
        var account = product.Account with { LocationId = stage.LocationId, Tag = RetagStage.New };

        var hasMoved = await new MoveTag(stage.ContactTags, product.Get<KnownContacts>())
            .RunAsync(account, RetagStage.Old, [WithOld("c1"), WithOld("c2")], CancellationToken.None);

        Assert.True(hasMoved);
        Assert.Equal(4, stage.Script.Requests.Count);
    }

    [Fact]
    public async Task The_old_tag_is_removed_in_bulk_only_from_contacts_that_have_the_new_one()
    {
        using var stage = await CrmStage.StartAsync();
        await using var product = await TestProduct.StartAsync();
        const string contacts = CrmStage.Api + "/contacts/";
        stage.Script
            .Answers(
                HttpMethod.Post, $"{contacts}bulk/tags/update/add", HttpStatusCode.Created,
                """{"responses":[{"contactId":"c1","type":"success"},{"contactId":"c2","type":"error"}]}""")
            .Answers(
                HttpMethod.Post, $"{contacts}bulk/tags/update/remove", HttpStatusCode.Created,
                """{"responses":[{"contactId":"c1","type":"success"}]}""")
            .Answers(HttpMethod.Post, $"{contacts}c2/tags", HttpStatusCode.Created, "{}")
            .Answers(HttpMethod.Delete, $"{contacts}c2/tags", HttpStatusCode.OK, "{}");
        var account = product.Account with { LocationId = stage.LocationId, Tag = RetagStage.New };

        await new MoveTag(stage.ContactTags, product.Get<KnownContacts>())
            .RunAsync(account, RetagStage.Old, [WithOld("c1"), WithOld("c2")], CancellationToken.None);

        Assert.StartsWith("""{"contacts":["c1"],""", stage.Script.Requests[1].Body);
        Assert.Equal(4, stage.Script.Requests.Count);
    }

    [Fact]
    public async Task A_contact_that_is_seen_with_both_tags_loses_the_old_one_by_one_call()
    {
        using var stage = await CrmStage.StartAsync();
        await using var product = await TestProduct.StartAsync();
        stage.Script.Answers(
            HttpMethod.Post, $"{CrmStage.Api}/contacts/bulk/tags/update/remove", HttpStatusCode.Created,
            """{"responses":[{"contactId":"c1","type":"success","tagsRemoved":[]}]}""");
        var account = product.Account with { LocationId = stage.LocationId, Tag = RetagStage.New };

        var hasMoved = await new MoveTag(stage.ContactTags, product.Get<KnownContacts>()).RunAsync(
            account, RetagStage.Old, [new CrmContact("c1", [RetagStage.Old, RetagStage.New.ToUpperInvariant()], null)],
            CancellationToken.None);

        Assert.False(hasMoved);
        Assert.Single(stage.Script.Requests);
    }

    private static CrmContact WithOld(string contactId) => new(contactId, [RetagStage.Old], null);
}
