// crm work in progress
#pragma warning disable CA1861
using System.Net;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

/// <summary>Users, owners, location tags, bulk tags and deleted contacts.</summary>
public sealed class GoHighLevelTagAndUserTests
{
    private const string Location = GoHighLevelStage.LocationId;
    private const string Bulk = "/contacts/bulk/tags/update/";

    [Fact]
    public async Task The_users_of_a_location_are_listed_in_pages()
    {
        await using var stage = await GoHighLevelStage.StartAsync(users: ["ann", "bob", "cat"]);
        var company = stage.World.Locations[0].CompanyId;
        var search = $"/users/search?companyId={company}&locationId={Location}";
        stage.World.RemoveUser(Location, "bob");

        Assert.Equal(["ann", "cat"], (await stage.GetAsync(search)).Body.GetProperty("users").Texts("id"));
        var page = (await stage.GetAsync(search + "&limit=1&skip=1")).Body;
        Assert.Equal(["cat"], page.GetProperty("users").Texts("id"));
        Assert.Equal(2, page.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Users_are_shown_to_their_own_company_and_location_only()
    {
        await using var stage = await GoHighLevelStage.StartAsync(users: ["ann"]);
        var company = stage.World.Locations[0].CompanyId;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stage.GetAsync("/users/search")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.GetAsync("/users/search?companyId=other")).Status);
        var others = await stage.GetAsync($"/users/search?companyId={company}&locationId={GoHighLevelStage.OtherLocationId}");
        Assert.Equal(HttpStatusCode.Forbidden, others.Status);
    }

    [Fact]
    public async Task Only_a_user_of_the_location_can_own_a_contact()
    {
        await using var stage = await GoHighLevelStage.StartAsync(users: ["ann"]);
        var contact = stage.World.SeedContact(Location, "+14155550100");
        var path = $"/contacts/{contact.Id}";

        var refused = await stage.SendAsync(HttpMethod.Put, path, """{"assignedTo":"nobody"}""");
        var created = await stage.PostAsync(
            "/contacts/", new { locationId = Location, phone = "+14155550101", assignedTo = "nobody" });

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(HttpStatusCode.BadRequest, created.Status);
        Assert.Single(stage.World.Contacts);
        await stage.SendAsync(HttpMethod.Put, path, """{"assignedTo":"ann"}""");
        Assert.Equal("ann", (await stage.GetAsync(path)).Body.GetProperty("contact").Text("assignedTo"));
    }

    [Fact]
    public async Task A_location_tag_is_deleted_once_and_contacts_keep_it()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var tags = $"/locations/{Location}/tags";
        var made = await stage.PostAsync(tags, """{"name":"blue"}""");
        var contact = stage.World.SeedContact(Location, "+14155550100", null, "blue");
        var tag = $"{tags}/{made.Body.GetProperty("tag").Text("id")}";

        Assert.Equal(HttpStatusCode.OK, (await stage.SendAsync(HttpMethod.Delete, tag, null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await stage.SendAsync(HttpMethod.Delete, tag, null)).Status);
        Assert.Empty(stage.World.TagsOf(Location));
        Assert.Equal(["blue"], stage.World.Contacts.Single(one => one.Id == contact.Id).Tags);
    }

    [Fact]
    public async Task A_bulk_change_reports_each_contact_that_it_could_not_change()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var kept = stage.World.SeedContact(Location, "+14155550100", null, "vip");
        var deleted = stage.World.SeedContact(Location, "+14155550101");
        var foreign = stage.World.SeedContact(GoHighLevelStage.OtherLocationId, "+14155550102");
        await stage.SendAsync(HttpMethod.Delete, $"/contacts/{deleted.Id}", null);
        string[] contacts = [kept.Id, deleted.Id, foreign.Id, "nobody"];
        object Change(string tag) => new { locationId = Location, contacts, tags = new List<string> { tag } };

        var added = await stage.PostAsync(Bulk + "add", Change("blue"));
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal(3, added.Body.GetProperty("errorCount").GetInt32());
        Assert.Equal(["success", "error", "error", "error"], added.Body.GetProperty("responses").Texts("type"));
        Assert.Equal(["vip", "blue"], stage.World.Contacts.Single(one => one.Id == kept.Id).Tags);

        await stage.PostAsync(Bulk + "remove", Change("VIP"));
        Assert.Equal(["blue"], stage.World.Contacts.Single(one => one.Id == kept.Id).Tags);
        Assert.Empty(stage.World.Contacts.Single(one => one.Id == foreign.Id).Tags);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stage.PostAsync(Bulk + "swap", Change("a"))).Status);
    }

    [Fact]
    public async Task A_deleted_contact_is_gone_at_once_but_for_the_lagging_search()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { SearchLagMs = 3000 }, time);
        var contact = stage.World.SeedContact(Location, "+14155550100");
        time.Advance(TimeSpan.FromSeconds(3));
        stage.World.DeleteContact(contact.Id);
        var search = new { locationId = Location, pageLimit = 20 };

        Assert.Equal(HttpStatusCode.BadRequest, (await stage.GetAsync($"/contacts/{contact.Id}")).Status);
        Assert.Equal(1, (await stage.PostAsync("/contacts/search", search)).Body.GetProperty("total").GetInt32());
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, (await stage.PostAsync("/contacts/search", search)).Body.GetProperty("total").GetInt32());
        Assert.Equal(
            HttpStatusCode.Created,
            (await stage.PostAsync("/contacts/", new { locationId = Location, phone = "+14155550100" })).Status);
    }

    [Fact]
    public async Task A_search_goes_on_after_a_contact_that_no_longer_fits()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var seeded = new List<SimulatedContact>();
        for (var number = 0; number < 4; number++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            seeded.Add(stage.World.SeedContact(Location, $"+1415555010{number}", null, "blue"));
        }

        object Search(object searchAfter) => new
        {
            locationId = Location,
            pageLimit = 2,
            filters = new[] { new { field = "tags", @operator = "eq", value = "blue" } },
            sort = new[] { new { field = "dateAdded", direction = "asc" } },
            searchAfter,
        };

        var first = (await stage.PostAsync("/contacts/search", Search(new object[] { 0, "" }))).Body.GetProperty("contacts");
        await stage.SendAsync(HttpMethod.Delete, $"/contacts/{seeded[1].Id}/tags", """{"tags":["blue"]}""");
        var second = (await stage.PostAsync("/contacts/search", Search(first[1].GetProperty("searchAfter")))).Body.GetProperty("contacts");

        Assert.Equal([seeded[0].Id, seeded[1].Id], first.Texts("id"));
        Assert.Equal([seeded[2].Id, seeded[3].Id], second.Texts("id"));
    }
}
