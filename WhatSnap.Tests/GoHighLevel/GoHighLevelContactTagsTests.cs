using System.Net;
using System.Text.Json;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelContactTagsTests
{
    private const string Tag = "whatsnap-account-sales";
    private const string ContactsUrl = CrmStage.Api + "/contacts/";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tag_is_added_by_the_call_that_leaves_the_others(bool hasWindow)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Post, $"{ContactsUrl}a%2Fb/tags", HttpStatusCode.Created, """{"tags":["whatsnap-account-sales"]}""");

        await stage.ContactTags.AddAsync(
            stage.LocationId, "a/b", Tag, hasWindow ? stage.Window() : null, CancellationToken.None);

        Assert.Equal("""{"tags":["whatsnap-account-sales"]}""", Assert.Single(stage.Script.Requests).Body);
    }

    [Fact]
    public async Task Tags_are_removed_by_a_delete_with_a_body()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Delete, $"{ContactsUrl}c1/tags", HttpStatusCode.OK, """{"tags":[]}""");

        await stage.ContactTags.RemoveAsync(stage.LocationId, "c1", ["one", "two"], null, CancellationToken.None);

        Assert.Equal("""{"tags":["one","two"]}""", Assert.Single(stage.Script.Requests).Body);
    }

    [Fact]
    public async Task Tags_are_not_changed_after_the_window_has_closed()
    {
        using var stage = await CrmStage.StartAsync();
        var window = stage.Window();
        stage.Time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<CallWindowClosedException>(() => stage.ContactTags.AddAsync(
            stage.LocationId, "c1", Tag, window, CancellationToken.None));
        await Assert.ThrowsAsync<CallWindowClosedException>(() => stage.ContactTags.RemoveAsync(
            stage.LocationId, "c1", [Tag], window, CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"succeded":true,"errorCount":1,"responses":[{"contactId":"c1","type":"success"},{"contactId":"c2","type":"error"}]}""", "[c1, True]")]
    [InlineData("""{"responses":[{"contactId":"c1","type":"success","tagsRemoved":[]},{"contactId":"c2","type":"success","tagsRemoved":["a"]}]}""", "[c1, False] [c2, True]")]
    [InlineData("""{"succeded":true,"errorCount":0,"responses":["c1","c2"]}""", "")]
    [InlineData("""{"succeded":true}""", "")]
    [InlineData(null, "")]
    public async Task A_bulk_change_counts_for_the_contacts_for_which_the_answer_says_so(string? body, string done)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Post, $"{ContactsUrl}bulk/tags/update/remove", HttpStatusCode.Created, body);

        var changed = await stage.ContactTags.ChangeManyAsync(
            TagChange.Remove, stage.LocationId, ["c1", "c2"], Tag, CancellationToken.None);

        Assert.Equal(done, string.Join(' ', changed));
        Assert.Equal(
            $$"""{"contacts":["c1","c2"],"tags":["{{Tag}}"],"locationId":"{{stage.LocationId}}"}""",
            stage.Script.Requests[0].Body);
    }

    [Fact]
    public async Task A_search_asks_for_the_tag_oldest_first_and_takes_contacts_with_the_very_tag()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, $"{ContactsUrl}search", HttpStatusCode.OK, """
            {"contacts":[{"id":"c1","tags":["WhatSnap-Account-SALES","vip"]},{"id":"c2","tags":["whatsnap-account-sales-2"]},
             {"id":"c3"},{"tags":["whatsnap-account-sales"]}],"total":4}
            """);

        var page = await stage.ContactTags.SearchAsync(stage.LocationId, Tag, null, CancellationToken.None);

        Assert.Equal(["c1"], page.Contacts.Select(contact => contact.ContactId));
        Assert.Equal((4, null), (page.Total, page.Next));
        var expected = JsonElement.Parse($$"""
            {"locationId":"{{stage.LocationId}}","pageLimit":100,"filters":[{"field":"tags","operator":"eq","value":"{{Tag}}"}],
             "sort":[{"field":"dateAdded","direction":"asc"}]}
            """);
        Assert.True(JsonElement.DeepEquals(expected, JsonElement.Parse(stage.Script.Requests[0].Body)));
    }

    [Fact]
    public async Task A_full_page_names_the_next_one_which_is_asked_for_by_that_name()
    {
        using var stage = await CrmStage.StartAsync();
        var contacts = Enumerable.Range(0, GoHighLevelContactTags.PageSize)
            .Select(index => $$"""{"id":"c{{index}}","tags":["{{Tag}}"],"searchAfter":[{{index}},"c{{index}}"]}""");
        stage.Script
            .Answers(
                HttpMethod.Post, $"{ContactsUrl}search", HttpStatusCode.OK,
                $$"""{"contacts":[{{string.Join(',', contacts)}}],"total":130}""")
            .Answers(HttpMethod.Post, $"{ContactsUrl}search", HttpStatusCode.OK, """{"contacts":[],"total":130}""");

        var first = await stage.ContactTags.SearchAsync(stage.LocationId, Tag, null, CancellationToken.None);
        await stage.ContactTags.SearchAsync(stage.LocationId, Tag, first.Next, CancellationToken.None);

        Assert.Equal(100, first.Contacts.Count);
        Assert.Equal(
            """[99,"c99"]""",
            JsonElement.Parse(stage.Script.Requests[1].Body).GetProperty("searchAfter").GetRawText());
    }
}
