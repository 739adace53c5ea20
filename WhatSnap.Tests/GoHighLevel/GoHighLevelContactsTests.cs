using System.Net;
using System.Text.Json;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelContactsTests
{
    private const string CreateUrl = CrmStage.Api + "/contacts/";

    [Theory]
    [InlineData("""{"contact":{"id":"c1","phone":"+15005550101","tags":["vip"]}}""", "c1", "vip")]
    [InlineData("""{"contact":{"id":"c1","phone":"+1 500-555-0101","tags":["vip","new"]}}""", "c1", "vip new")]
    [InlineData("""{"contact":{"id":"c1","phone":"+15005550101"}}""", "c1", "")]
    [InlineData("""{"contact":{"id":"c2","phone":"+15005550102","tags":["vip"]}}""", null, "")]
    [InlineData("""{"contact":{"id":"c2","phone":null}}""", null, "")]
    [InlineData("""{"contact":{"id":"c2","phone":"5005550101"}}""", null, "")]
    [InlineData("""{"contact":{"phone":"+15005550101"}}""", null, "")]
    [InlineData("""{"contact":null}""", null, "")]
    [InlineData("{}", null, "")]
    [InlineData(null, null, "")]
    public async Task Only_a_contact_with_this_very_number_is_found(string? body, string? id, string tags)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.FindUrl, HttpStatusCode.OK, body);

        var found = await stage.FindAsync();

        Assert.Equal(id, found?.ContactId);
        Assert.Equal(tags, string.Join(' ', found?.Tags ?? []));
    }

    [Fact]
    public async Task A_new_contact_is_sent_with_number_name_tag_source_and_platform_field_and_nothing_else()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, CreateUrl, HttpStatusCode.Created, """{"contact":{"id":"c1"}}""");

        var made = await stage.CreateAsync();

        Assert.Equal("c1", made.ContactId);
        var expected = JsonElement.Parse($$"""
            {
              "locationId": "{{stage.LocationId}}", "name": "Blue Harbour", "phone": "{{CrmStage.Number}}",
              "tags": ["whatsnap-account-sales"], "source": "Twilio",
              "customFields": [{ "id": "field1", "field_value": "Twilio" }]
            }
            """);
        var sent = JsonElement.Parse(Assert.Single(stage.Script.Requests).Body);
        Assert.True(JsonElement.DeepEquals(expected, sent), sent.ToString());
    }

    [Fact]
    public async Task An_owner_goes_with_the_creation()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, CreateUrl, HttpStatusCode.Created, """{"contact":{"id":"c1"}}""");

        var made = await stage.Contacts.CreateAsync(
            stage.LocationId, new NewContact(CrmStage.Phone(), null, "tag", "Twilio", null) { AssignedTo = "user1" },
            stage.Window(), CancellationToken.None);

        Assert.Equal("user1", made.AssignedTo);
        Assert.Equal("user1", JsonElement.Parse(stage.Script.Requests[0].Body).GetProperty("assignedTo").GetString());
    }

    [Theory]
    [InlineData("""{"contact":{"id":"c1","tags":["vip"],"assignedTo":"user1"}}""", "vip", "user1")]
    [InlineData("""{"contact":{"id":"c1","tags":[],"assignedTo":""}}""", "", null)]
    [InlineData("""{"contact":{"id":"c1"}}""", "", null)]
    public async Task A_contact_is_read_with_tags_and_owner(string body, string tags, string? owner)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, $"{CreateUrl}a%2Fb", HttpStatusCode.OK, body);

        var read = await stage.Contacts.ReadAsync(stage.LocationId, "a/b", CancellationToken.None);

        Assert.Equal(("a/b", owner), (read.ContactId, read.AssignedTo));
        Assert.Equal(tags, string.Join(' ', read.Tags));
    }

    [Fact]
    public async Task An_owner_is_set_without_sending_tags()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Put, $"{CreateUrl}c1", HttpStatusCode.OK, "{}");

        await stage.Contacts.AssignAsync(stage.LocationId, "c1", "user1", stage.Window(), CancellationToken.None);

        Assert.Equal("""{"assignedTo":"user1"}""", Assert.Single(stage.Script.Requests).Body);
    }

    [Fact]
    public async Task No_owner_is_set_after_the_window_has_closed()
    {
        using var stage = await CrmStage.StartAsync();
        var window = stage.Window();
        stage.Time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<CallWindowClosedException>(() => stage.Contacts.AssignAsync(
            stage.LocationId, "c1", "user1", window, CancellationToken.None));
    }

    [Fact]
    public async Task Contact_calls_carry_the_locations_token_and_the_contacts_version()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.FindUrl, HttpStatusCode.OK, "{}");

        await stage.FindAsync();

        var headers = Assert.Single(stage.Script.Requests).Headers;
        Assert.Equal("Bearer token-one", headers["Authorization"]);
        Assert.Equal("2021-07-28", headers["Version"]);
        Assert.Equal("application/json", headers["Accept"]);
    }

    [Fact]
    public async Task Each_location_is_called_with_its_own_token()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script
            .Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, """{"location":{}}""")
            .Answers(HttpMethod.Get, stage.LocationUrl(stage.OtherLocationId), HttpStatusCode.OK, """{"location":{}}""");

        await stage.ReadLocationAsync();
        await stage.ReadLocationAsync(stage.OtherLocationId);

        Assert.Equal(
            ["Bearer token-one", "Bearer token-two"],
            stage.Script.Requests.Select(request => request.Headers["Authorization"]));
    }
}
