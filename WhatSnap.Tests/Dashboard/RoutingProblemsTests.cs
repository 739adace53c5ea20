using System.Net;
using System.Text;
using System.Text.Json;
using WhatSnap.Core.Dashboard;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

/// <summary>Contacts with the tags of several accounts, and account tags without an account.</summary>
public sealed class RoutingProblemsTests
{
    private const string SalesTag = "whatsnap-account-sales";
    private const string SupportTag = "whatsnap-account-support";
    private const string Orphan = "whatsnap-account-gone";

    [Fact]
    public async Task A_contact_with_several_account_tags_is_found_once_with_who_answers_and_what_is_offered()
    {
        await using var stage = await RoutingStage.StartAsync("Support", "Third");
        RoutingStage.Seed(stage, 1, SalesTag, "vip");
        RoutingStage.Seed(stage, 2, "vip", "sales");
        var contact = RoutingStage.Seed(stage, 3, "vip", SupportTag, "whatsnap-account-third", SalesTag);

        var found = await stage.GetAsync("api/routing/problems");

        var one = Assert.Single(Problems(found));
        Assert.Equal(("several_account_tags", contact.Id), (one.GetProperty("code").GetString(), one.GetProperty("contactId").GetString()));
        Assert.Equal([SalesTag, SupportTag, "whatsnap-account-third"], one.GetProperty("accountTags").EnumerateArray().Select(tag => tag.GetProperty("tag").GetString()));
        Assert.Equal(
            ["Keep whatsnap-account-sales: Sales answers.", "Keep whatsnap-account-support: Support answers.", "Keep whatsnap-account-third: Third answers."],
            one.GetProperty("repairs").EnumerateArray().Select(repair => repair.GetProperty("sentence").GetString()));
        Assert.Equal(RoutingProblems.SeveralAccountTags.Sentence, one.GetProperty("sentence").GetString());
        Assert.Equal(JsonValueKind.Null, found.Json.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_tag_without_account_is_found_with_the_number_of_its_contacts_and_foreign_tags_are_not()
    {
        await using var stage = await RoutingStage.StartAsync();
        RoutingStage.Seed(stage, 1, Orphan);
        RoutingStage.Seed(stage, 2, "vip", Orphan);
        foreach (var tag in new[] { Orphan, "vip", "whatsnap-accounts", SalesTag }) await RoutingStage.OfferTagAsync(stage, tag);

        var one = Assert.Single(Problems(await stage.GetAsync("api/routing/problems")));

        Assert.Equal(
            ("tag_without_account", Orphan, 2),
            (one.GetProperty("code").GetString(), one.GetProperty("tag").GetString(), one.GetProperty("contacts").GetInt32()));
        Assert.Equal(
            ["Move its contacts to Sales.", "Take it away from contacts and location."],
            one.GetProperty("repairs").EnumerateArray().Select(repair => repair.GetProperty("sentence").GetString()));
    }

    [Fact]
    public async Task An_offered_repair_is_a_body_that_can_be_sent_as_it_is()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        RoutingStage.Seed(stage, 1, SalesTag, SupportTag);
        var offer = Problems(await stage.GetAsync("api/routing/problems")).Single().GetProperty("repairs")[1].GetProperty("body");

        var done = await stage.SendTextAsync(HttpMethod.Post, "api/routing/repair", offer.GetRawText());

        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal([SupportTag], stage.Stage.Product.Crm.World.Contacts.Single().Tags);
    }

    [Fact]
    public async Task A_look_makes_few_calls_and_the_next_one_goes_on()
    {
        await using var stage = await RoutingStage.StartAsync("Support", "Third", "Fourth", "Fifth", "Sixth");
        RoutingStage.Seed(stage, 1, SalesTag, SupportTag);
        RoutingStage.Seed(stage, 2, "whatsnap-account-fifth", "whatsnap-account-sixth");
        var before = stage.Stage.Product.Crm.World.Calls.Total;

        var first = await stage.GetAsync("api/routing/problems");
        Assert.Equal(11, stage.Stage.Product.Crm.World.Calls.Total - before);
        var second = await stage.GetAsync($"api/routing/problems?after={first.Text("next")}");

        Assert.Equal((1, 1), (Problems(first).Count, Problems(second).Count));
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task More_contacts_than_a_page_holds_are_all_found()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        for (var index = 0; index < 230; index++)
        {
            stage.Stage.Product.Time.Advance(TimeSpan.FromMilliseconds(1));
            RoutingStage.Seed(stage, index, SalesTag, SupportTag);
        }

        var (ids, after, looks) = (new HashSet<string?>(), "", 0);
        while (after is not null)
        {
            var page = await stage.GetAsync($"api/routing/problems?after={after}");
            ids.UnionWith(Problems(page).Select(one => one.GetProperty("contactId").GetString()));
            after = page.Json.GetProperty("next").GetString();
            looks++;
        }

        Assert.Equal((230, 3), (ids.Count, looks));
    }

    [Fact]
    public async Task Another_locations_contacts_and_tags_are_not_seen()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        RoutingStage.SeedElsewhere(stage, SalesTag, SupportTag, Orphan);

        Assert.Empty(Problems(await stage.GetAsync("api/routing/problems")));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("a.b.c")]
    [InlineData("00000000000000000000000000000000.!!")]
    [InlineData("00000000000000000000000000000000.e30")]
    public async Task A_page_is_asked_for_by_its_end_alone(string after)
    {
        await using var stage = await RoutingStage.StartAsync("Support");

        var refused = await stage.GetAsync($"api/routing/problems?after={after}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.NotEmpty(refused.Sentence);
    }

    [Fact]
    public async Task A_place_within_a_page_that_is_none_never_reaches_GoHighLevel()
    {
        await using var stage = await RoutingStage.StartAsync("Support");
        for (var index = 0; index < 120; index++)
        {
            stage.Stage.Product.Time.Advance(TimeSpan.FromMilliseconds(1));
            RoutingStage.Seed(stage, index, SalesTag, SupportTag);
        }

        var next = (await stage.GetAsync("api/routing/problems")).Text("next");
        var before = stage.Stage.Product.Crm.World.Calls["POST /contacts/search"];
        var forged = $"{next.Split('.')[0]}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes("{\"a\":1}"))}";

        Assert.Contains('.', next);
        Assert.Equal(HttpStatusCode.BadRequest, (await stage.GetAsync($"api/routing/problems?after={forged}")).Status);
        Assert.Equal(before, stage.Stage.Product.Crm.World.Calls["POST /contacts/search"]);
    }

    private static List<JsonElement> Problems(Reply reply) => [.. reply.Json.GetProperty("problems").EnumerateArray()];
}
