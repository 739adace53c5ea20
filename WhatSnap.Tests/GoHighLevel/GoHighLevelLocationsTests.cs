using System.Net;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelLocationsTests
{
    [Fact]
    public async Task A_location_is_read_with_its_duplicate_rule()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, """
            {"location":{"name":"Demo","country":"BR","timezone":"America/Sao_Paulo","companyId":"company1","settings":{"allowDuplicateContact":false}}}
            """);

        var location = await stage.ReadLocationAsync();

        Assert.Equal(new Location(stage.LocationId, "Demo", "BR", "America/Sao_Paulo", false, "company1", null), location);
    }

    [Fact]
    public async Task Without_a_stated_rule_duplicates_count_as_allowed()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, """{"location":{"name":"Demo"}}""");

        Assert.True((await stage.ReadLocationAsync()).AllowsDuplicates);
    }

    [Fact]
    public async Task A_tag_that_is_there_in_whatever_case_is_not_made_again()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Get, stage.LocationUrl() + "/tags", HttpStatusCode.OK, """{"tags":[{"name":"WhatSnap-Account-Sales"}]}""");

        Assert.False(await stage.Locations.EnsureTagAsync(stage.LocationId, "whatsnap-account-sales", CancellationToken.None));

        Assert.Single(stage.Script.Requests);
    }

    [Fact]
    public async Task A_tag_that_is_missing_is_made()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script
            .Answers(HttpMethod.Get, stage.LocationUrl() + "/tags", HttpStatusCode.OK, """{"tags":[{"name":"other"}]}""")
            .Answers(HttpMethod.Post, stage.LocationUrl() + "/tags", HttpStatusCode.Created, "{}");

        Assert.True(await stage.Locations.EnsureTagAsync(stage.LocationId, "whatsnap-account-sales", CancellationToken.None));

        Assert.Equal("""{"name":"whatsnap-account-sales"}""", stage.Script.Requests[1].Body);
    }

    [Fact]
    public async Task A_tag_is_deleted_by_the_id_that_its_name_has_in_whatever_case()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script
            .Answers(
                HttpMethod.Get, stage.LocationUrl() + "/tags", HttpStatusCode.OK,
                """{"tags":[{"id":"t0","name":"vip"},{"id":"t/1","name":"WhatSnap-Account-Sales"}]}""")
            .Answers(HttpMethod.Delete, stage.LocationUrl() + "/tags/t%2F1", HttpStatusCode.OK, """{"succeded":true}""");

        await stage.Locations.DeleteTagAsync(stage.LocationId, "whatsnap-account-sales", CancellationToken.None);

        Assert.Equal(2, stage.Script.Requests.Count);
    }

    [Fact]
    public async Task Deleting_a_tag_that_is_not_there_is_done()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.LocationUrl() + "/tags", HttpStatusCode.OK, """{"tags":[]}""");

        await stage.Locations.DeleteTagAsync(stage.LocationId, "whatsnap-account-sales", CancellationToken.None);

        Assert.Single(stage.Script.Requests);
    }

    [Fact]
    public async Task A_contact_field_that_is_there_is_used()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Get, stage.LocationUrl() + "/customFields?model=contact", HttpStatusCode.OK,
            """{"customFields":[{"id":"f0","name":"Other"},{"id":"f1","name":"Platform"}]}""");

        Assert.Equal("f1", await stage.Locations.EnsureContactFieldAsync(stage.LocationId, "Platform", CancellationToken.None));
    }

    [Theory]
    [InlineData("f0", "f0")]
    [InlineData("gone", "f1")]
    [InlineData(null, "f1")]
    public async Task A_contact_field_is_found_by_its_id_under_another_name_else_by_its_name(string? known, string expected)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Get, stage.LocationUrl() + "/customFields?model=contact", HttpStatusCode.OK,
            """{"customFields":[{"id":"f0","name":"Renamed"},{"id":"f1","name":"Platform"}]}""");

        Assert.Equal(expected, await stage.Locations.FindContactFieldAsync(stage.LocationId, "Platform", known, CancellationToken.None));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"conversationChannel":{}}""")]
    [InlineData("""{"conversationChannel":{"SMS":[]}}""")]
    [InlineData("""{"conversationChannel":{"SMS":[{}]}}""")]
    public async Task A_location_without_SMS_providers_has_none(string body)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.LocationUrl() + "/conversationChannels/SMS", HttpStatusCode.OK, body);

        Assert.Empty(await stage.Locations.ListSmsProvidersAsync(stage.LocationId, CancellationToken.None));
    }

    [Fact]
    public async Task A_contact_field_that_is_missing_is_made()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script
            .Answers(HttpMethod.Get, stage.LocationUrl() + "/customFields?model=contact", HttpStatusCode.OK, "{}")
            .Answers(
                HttpMethod.Post, stage.LocationUrl() + "/customFields", HttpStatusCode.Created,
                """{"customField":{"id":"f1","name":"Platform"}}""");

        var id = await stage.Locations.EnsureContactFieldAsync(stage.LocationId, "Platform", CancellationToken.None);

        Assert.Equal("f1", id);
        Assert.Equal("""{"name":"Platform","dataType":"TEXT","model":"contact"}""", stage.Script.Requests[1].Body);
    }
}
