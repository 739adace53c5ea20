using System.Net;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelAccessTests
{
    private const string Location = "/locations/" + GoHighLevelStage.LocationId;

    [Fact]
    public async Task The_right_token_reads_its_location()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.GetAsync(Location);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var location = answer.Body.GetProperty("location");
        Assert.Equal(GoHighLevelStage.LocationId, location.GetProperty("id").GetString());
        Assert.False(location.GetProperty("settings").GetProperty("allowDuplicateContact").GetBoolean());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    public async Task A_missing_or_unknown_token_is_an_invalid_JWT(string? token)
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.SendAsync(HttpMethod.Get, Location, body: null, token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(401, answer.Body.GetProperty("statusCode").GetInt32());
        Assert.Equal("Invalid JWT", answer.Message);
    }

    [Fact]
    public async Task A_revoked_token_stops_working_and_a_new_one_starts()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.World.RevokeToken(GoHighLevelStage.Token);
        stage.World.AllowToken(GoHighLevelStage.LocationId, "token-3");

        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.GetAsync(Location)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Location, "token-3")).Status);
    }

    [Fact]
    public async Task The_token_of_another_location_is_forbidden()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.GetAsync(Location, GoHighLevelStage.OtherToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("The token does not have access to this location.", answer.Message);
    }

    [Fact]
    public async Task A_contact_of_another_location_is_forbidden()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(GoHighLevelStage.OtherLocationId, "+14155550100");

        Assert.Equal(HttpStatusCode.Forbidden, (await stage.GetAsync($"/contacts/{contact.Id}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.SayAsync(contact.Id, "hello")).Status);
        Assert.Empty(stage.World.Messages);
    }

    [Fact]
    public async Task A_missing_version_is_unauthorized()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.GetAsync(Location, version: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("version header was not found.", answer.Message);
    }

    [Theory]
    [InlineData(Location, "2021-04-15")]
    [InlineData("/contacts/search/duplicate?locationId=" + GoHighLevelStage.LocationId, "2021-04-15")]
    [InlineData("/conversations/search?locationId=" + GoHighLevelStage.LocationId, "2021-07-28")]
    public async Task The_version_of_another_resource_is_refused(string path, string version)
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await stage.GetAsync(path, version: version)).Status);
    }

    [Fact]
    public async Task A_location_that_is_gone_says_so()
    {
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { LocationsGone = [GoHighLevelStage.LocationId] });

        var answer = await stage.GetAsync(Location);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("Location is not active", answer.Message);
        var other = await stage.GetAsync("/locations/" + GoHighLevelStage.OtherLocationId, GoHighLevelStage.OtherToken);
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task Tags_and_custom_fields_of_the_location_are_listed_after_their_creation()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var tag = await stage.PostAsync(Location + "/tags", new { name = "vip" });
        var field = await stage.PostAsync(
            Location + "/customFields", new { name = "Reached on", dataType = "TEXT", model = "contact" });

        Assert.Equal("vip", tag.Body.GetProperty("tag").GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Created, field.Status);
        var tags = await stage.GetAsync(Location + "/tags");
        Assert.Equal(1, tags.Body.GetProperty("tags").GetArrayLength());
        var fields = await stage.GetAsync(Location + "/customFields?model=contact");
        Assert.Equal(["contact.reached_on"], fields.Body.GetProperty("customFields").Texts("fieldKey"));
    }
}
