using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;

namespace WhatSnap.Tests.Dashboard;

/// <summary>Repairs of account tags: foreign tags stay, and no contact is ever without the tag that it keeps.</summary>
public sealed class RepairRoutingTests
{
    private const string SalesTag = "whatsnap-account-sales";
    private const string SupportTag = "whatsnap-account-support";
    private const string Orphan = "whatsnap-account-gone";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_contact_keeps_one_account_tag_and_its_foreign_ones_and_the_route_follows_at_once()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        var product = stage.Stage.Product;
        var contact = RoutingStage.Seed(stage, 1, "vip", SalesTag, Orphan, SupportTag);
        await product.Get<KnownContacts>().SaveAsync(
            product.LocationId, new KnownContact(contact.Id, contact.Tags, stage.SalesId) { HasAllTags = true }, CancellationToken.None);

        var done = await stage.PostAsync("api/routing/repair", new { contactId = contact.Id, keepTag = SupportTag });

        Assert.True(done.Json.GetProperty("isDone").GetBoolean());
        Assert.Equal(["vip", SupportTag], product.Crm.World.Contacts.Single().Tags);
        Assert.Equal("Sent from Support: tag whatsnap-account-support.", (await stage.GetAsync($"api/routing?contactId={contact.Id}")).Text("now", "reason"));
        var recorded = Assert.Single((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
        Assert.Equal("tags_repaired", recorded.GetProperty("code").GetString());
        Assert.Equal(["contactId", "keepTag"], recorded.GetProperty("members").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task A_tag_that_the_contact_lost_meanwhile_takes_nothing_from_it()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        var product = stage.Stage.Product;
        var contact = RoutingStage.Seed(stage, 1, SalesTag);
        await product.Get<KnownContacts>().SaveAsync(
            product.LocationId, new KnownContact(contact.Id, [SalesTag, SupportTag], null) { HasAllTags = true }, CancellationToken.None);

        var refused = await stage.PostAsync("api/routing/repair", new { contactId = contact.Id, keepTag = SupportTag });

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal([SalesTag], product.Crm.World.Contacts.Single().Tags);
        Assert.Empty((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
    }

    [Fact]
    public async Task The_contacts_of_a_tag_without_account_are_moved_to_an_account_which_answers_them_from_the_start()
    {
        await using var stage = await RoutingStage.StartAsync();
        var product = stage.Stage.Product;
        var first = RoutingStage.Seed(stage, 1, "vip", Orphan);
        RoutingStage.Seed(stage, 2, Orphan);
        await RoutingStage.OfferTagAsync(stage, Orphan);

        var done = await stage.PostAsync("api/routing/repair", new { tag = Orphan, moveToAccountId = stage.SalesId });
        var meanwhile = await stage.GetAsync($"api/routing?contactId={first.Id}");
        await product.Queue.RunAllAsync(Hour);

        Assert.False(done.Json.GetProperty("isDone").GetBoolean());
        Assert.Equal(stage.SalesId, meanwhile.Text("now", "accountId"));
        Assert.Equal([["vip", SalesTag], [SalesTag]], product.Crm.World.Contacts.OrderBy(contact => contact.Phone).Select(contact => contact.Tags));
        Assert.DoesNotContain(Orphan, product.Crm.World.TagsOf(product.LocationId));
        Assert.Equal(
            (SalesTag, null),
            await product.Get<AccountTable>().FindAsync(product.LocationId, stage.SalesId, CancellationToken.None) is { } account ? (account.Tag, account.FormerTag) : default);
    }

    [Fact]
    public async Task A_second_tag_waits_until_the_first_one_is_moved_and_is_no_ones_else_meanwhile()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        await RoutingStage.OfferTagAsync(stage, Orphan);
        await stage.PostAsync("api/routing/repair", new { tag = Orphan, moveToAccountId = stage.SalesId });

        var second = await stage.PostAsync("api/routing/repair", new { tag = Orphan + "-2", moveToAccountId = stage.SalesId });
        var rival = await stage.PostAsync("api/routing/repair", new { tag = Orphan, moveToAccountId = "acc-support" });
        var write = await stage.Stage.Product.Get<AccountTable>().UpdateAsync(
            new AccountKey(stage.Stage.LocationId, "acc-support"), now => now with { FormerTag = Orphan }, CancellationToken.None);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (second.Status, rival.Status));
        Assert.IsType<AccountWrite.NameTaken>(write);
    }

    [Fact]
    public async Task A_tag_without_account_is_taken_away_until_no_contact_carries_it_and_foreign_tags_stay()
    {
        await using var stage = await RoutingStage.StartAsync();
        var product = stage.Stage.Product;
        product.Crm.World.Faults = product.Crm.World.Faults with { SearchLagMs = 5_000, RateLimit = null };
        for (var index = 0; index < 620; index++)
        {
            RoutingStage.Seed(stage, index, "vip", Orphan);
            product.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await RoutingStage.OfferTagAsync(stage, Orphan);
        product.Time.Advance(TimeSpan.FromSeconds(10));
        var calls = 0;
        while (!(await stage.PostAsync("api/routing/repair", new { tag = Orphan, remove = true })).Json.GetProperty("isDone").GetBoolean())
        {
            product.Time.Advance(TimeSpan.FromSeconds(10));
            Assert.True(++calls < 5);
        }

        Assert.Equal(2, calls);
        Assert.All(product.Crm.World.Contacts, contact => Assert.Equal(["vip"], contact.Tags));
        Assert.DoesNotContain(Orphan, product.Crm.World.TagsOf(product.LocationId));
    }

    [Fact]
    public async Task Nothing_of_another_location_is_repaired()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        var contact = RoutingStage.SeedElsewhere(stage, SalesTag, SupportTag);

        Assert.Equal(HttpStatusCode.NotFound, (await stage.PostAsync("api/routing/repair", new { contactId = contact.Id, keepTag = SalesTag })).Status);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await stage.PostAsync(
                "api/routing/repair", new { tag = Orphan, moveToAccountId = stage.SalesId }, stage.TokenFor($"loc{Guid.NewGuid():N}", Rights.All))).Status);
        Assert.Equal([SalesTag, SupportTag], stage.Stage.Product.Crm.World.Contacts.Single().Tags);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"contactId":"c1"}""", 400)]
    [InlineData("""{"contactId":"c1","keepTag":"a","tag":"b"}""", 400)]
    [InlineData("""{"contactId":"c/1","keepTag":"whatsnap-account-sales"}""", 400)]
    [InlineData("""{"contactId":"c1","keepTag":""}""", 400)]
    [InlineData("""{"contactId":"c1","keepTag":"vip"}""", 409)]
    [InlineData("""{"contactId":"c1","keepTag":"whatsnap-account-sales"}""", 404)]
    [InlineData("""{"tag":"whatsnap-account-gone"}""", 400)]
    [InlineData("""{"tag":"whatsnap-account-gone","remove":"yes"}""", 400)]
    [InlineData("""{"tag":"whatsnap-account-gone","remove":true,"moveToAccountId":"acc-sales"}""", 400)]
    [InlineData("""{"tag":"vip","remove":true}""", 400)]
    [InlineData("""{"tag":"vip","moveToAccountId":"acc-sales"}""", 400)]
    [InlineData("""{"tag":"whatsnap-account-sales","remove":true}""", 409)]
    [InlineData("""{"tag":"whatsnap-account-gone","moveToAccountId":"acc-nobody"}""", 404)]
    [InlineData("""{"tag":"whatsnap-account-gone","moveToAccountId":"a/b"}""", 404)]
    [InlineData("", 400)]
    [InlineData("""{"tag":["whatsnap-account-gone"],"remove":true}""", 400)]
    public async Task A_repair_that_is_not_clear_or_not_possible_is_refused_and_changes_nothing(string body, int status)
    {
        await using var stage = await RoutingStage.StartAsync();
        RoutingStage.Seed(stage, 1, "vip", SalesTag);

        var refused = await stage.SendTextAsync(HttpMethod.Post, "api/routing/repair", body);

        Assert.Equal(status, (int)refused.Status);
        Assert.NotEmpty(refused.Sentence);
        Assert.Equal(["vip", SalesTag], stage.Stage.Product.Crm.World.Contacts.Single().Tags);
        Assert.Equal(0, stage.Stage.Product.Queue.Count);
    }

    [Fact]
    public async Task Who_may_only_look_repairs_nothing()
    {
        await using var stage = await RoutingStage.StartAsync();
        var viewer = stage.TokenFor(stage.Stage.LocationId, Rights.View);

        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync("api/routing/problems", viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.PostAsync("api/routing/repair", new { tag = Orphan, remove = true }, viewer)).Status);
    }
}
