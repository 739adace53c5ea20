using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelContactTests
{
    private const string Location = GoHighLevelStage.LocationId;
    private const string Phone = "+14155550100";
    private const string FindByPhone = "/contacts/search/duplicate?locationId=" + Location + "&number=%2B14155550100";

    [Fact]
    public async Task A_created_contact_is_found_by_its_number_at_once()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        Assert.Equal(JsonValueKind.Null, (await stage.GetAsync(FindByPhone)).Body.GetProperty("contact").ValueKind);

        var created = await stage.PostAsync(
            "/contacts/", new { locationId = Location, phone = "+1 (415) 555-0100", name = "Demo One" });

        Assert.Equal(HttpStatusCode.Created, created.Status);
        var found = (await stage.GetAsync(FindByPhone)).Body.GetProperty("contact");
        Assert.Equal(Phone, found.Text("phone"));
        Assert.Equal(created.Body.GetProperty("contact").Text("id"), found.Text("id"));
    }

    [Fact]
    public async Task A_second_contact_with_the_number_is_refused_with_the_first_ones_id()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var first = stage.World.SeedContact(Location, Phone, "Demo");

        var answer = await stage.PostAsync("/contacts/", new { locationId = Location, phone = Phone });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("This location does not allow duplicated contacts.", answer.Message);
        var meta = answer.Body.GetProperty("meta");
        Assert.Equal(first.Id, meta.GetProperty("contactId").GetString());
        Assert.Equal("phone", meta.GetProperty("matchingField").GetString());
        Assert.Equal("Demo", meta.GetProperty("contactName").GetString());
        Assert.Single(stage.World.Contacts);
    }

    [Fact]
    public async Task A_location_that_allows_duplicates_takes_the_number_twice()
    {
        await using var stage = await GoHighLevelStage.StartAsync(allowDuplicates: true);

        await stage.PostAsync("/contacts/", new { locationId = Location, phone = Phone });
        var second = await stage.PostAsync("/contacts/", new { locationId = Location, phone = Phone });

        Assert.Equal(HttpStatusCode.Created, second.Status);
        Assert.Equal(2, stage.World.Contacts.Count);
    }

    [Fact]
    public async Task Parallel_creations_of_one_number_make_one_contact()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => stage.PostAsync("/contacts/", new { locationId = Location, phone = Phone })));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Single(stage.World.Contacts);
    }

    [Fact]
    public async Task Upsert_and_update_replace_all_tags()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, Phone, "Demo", "old");

        var upserted = await stage.PostAsync(
            "/contacts/upsert", $$"""{"locationId":"{{Location}}","phone":"{{Phone}}","tags":["new"]}""");

        Assert.False(upserted.Body.GetProperty("new").GetBoolean());
        Assert.Equal(["new"], stage.World.Contacts.Single().Tags);
        await stage.SendAsync(HttpMethod.Put, $"/contacts/{contact.Id}", """{"tags":["newest"]}""");
        Assert.Equal(["newest"], stage.World.Contacts.Single().Tags);
        Assert.Equal("Demo", stage.World.Contacts.Single().Name);
    }

    [Fact]
    public async Task Adding_and_removing_tags_leaves_the_others_and_ignores_case()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, Phone, "Demo", "Vip");
        var path = $"/contacts/{contact.Id}/tags";

        var added = await stage.PostAsync(path, """{"tags":["vip","Sales","sales"]}""");
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal(["Vip", "Sales"], stage.World.Contacts.Single().Tags);

        var removed = await stage.SendAsync(HttpMethod.Delete, path, """{"tags":["VIP"]}""");
        Assert.Equal(HttpStatusCode.OK, removed.Status);
        Assert.Equal(["Sales"], stage.World.Contacts.Single().Tags);
    }

    [Fact]
    public async Task An_unknown_member_is_refused_by_name()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.PostAsync("/contacts/", $$"""{"locationId":"{{Location}}","additionalEmails":[]}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(["property additionalEmails should not exist"], Messages(answer));
    }

    [Fact]
    public async Task Values_of_the_wrong_type_are_refused_together()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.PostAsync("/contacts/", """{"locationId":"x","firstName":7,"dnd":"no","tags":"a"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(
            ["firstName must be a string", "dnd must be a boolean value", "tags must be an array"], Messages(answer));
    }

    [Fact]
    public async Task A_number_on_the_refusal_list_gets_no_contact()
    {
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { RefusePhones = [Phone] });

        var created = await stage.PostAsync("/contacts/", new { locationId = Location, phone = Phone });
        var upserted = await stage.PostAsync("/contacts/upsert", new { locationId = Location, phone = Phone });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, created.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, upserted.Status);
        Assert.Empty(stage.World.Contacts);
    }

    [Fact]
    public async Task Search_sees_changes_only_after_its_lag()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { SearchLagMs = 3000 }, time);
        var contact = stage.World.SeedContact(Location, Phone, "Demo", "first");
        var search = new
        {
            locationId = Location,
            pageLimit = 20,
            filters = new[] { new { field = "phone", @operator = "eq", value = Phone } },
        };

        time.Advance(TimeSpan.FromMilliseconds(2999));
        Assert.Equal(0, (await stage.PostAsync("/contacts/search", search)).Body.GetProperty("total").GetInt32());

        time.Advance(TimeSpan.FromMilliseconds(1));
        await stage.PostAsync($"/contacts/{contact.Id}/tags", """{"tags":["second"]}""");
        var found = (await stage.PostAsync("/contacts/search", search)).Body.GetProperty("contacts")[0];
        Assert.Equal("first", found.GetProperty("tags").EnumerateArray().Single().GetString());

        time.Advance(TimeSpan.FromSeconds(3));
        found = (await stage.PostAsync("/contacts/search", search)).Body.GetProperty("contacts")[0];
        Assert.Equal(2, found.GetProperty("tags").GetArrayLength());
    }

    [Fact]
    public async Task Search_pages_through_all_contacts()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        for (var number = 0; number < 5; number++) stage.World.SeedContact(Location, $"+1415555010{number}");

        var seen = new HashSet<string?>();
        for (var page = 1; page <= 3; page++)
        {
            var answer = await stage.PostAsync("/contacts/search", new { locationId = Location, pageLimit = 2, page });
            seen.UnionWith(answer.Body.GetProperty("contacts").Texts("id"));
        }

        Assert.Equal(5, seen.Count);
    }

    private static List<string?> Messages(Exchange answer) =>
        [.. answer.Body.GetProperty("message").EnumerateArray().Select(message => message.GetString())];
}
