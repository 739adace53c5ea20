using System.Net;
using WhatSnap.Core.Dashboard;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

public sealed class AgencySessionTests
{
    [Fact]
    public async Task At_the_agency_s_level_a_session_has_no_location_and_lists_the_installed_ones_of_the_agency()
    {
        await using var stage = await SessionStage.StartAsync();
        var second = SessionStage.NewLocationId();
        await stage.InstallAsync(second, stage.CompanyId, "Second");
        await stage.InstallAsync(SessionStage.NewLocationId(), stage.CompanyId + "x", "Of another company");

        var opened = await stage.OpenAsync(stage.Payload(user => user with { LocationId = null, Type = "agency" }));
        var listed = await stage.SendAsync(HttpMethod.Get, "api/locations", null, opened.Token);

        Assert.False(opened.Json.TryGetProperty("locationId", out _));
        Assert.Equal(("no-store", "nosniff"), (listed.Headers["Cache-Control"], listed.Headers["X-Content-Type-Options"]));
        var locations = listed.Json.GetProperty("locations").EnumerateArray()
            .Select(one => (one.GetProperty("id").GetString(), one.GetProperty("name").GetString()));
        Assert.Equal([(stage.Product.LocationId, "Location"), (second, "Second")], locations.OrderBy(one => one.Item2));
    }

    [Theory]
    [InlineData("admin", Rights.All)]
    [InlineData("user", Rights.View)]
    public async Task It_is_exchanged_for_one_that_is_bound_to_a_location_with_the_same_rights(string role, Rights rights)
    {
        await using var stage = await SessionStage.StartAsync();

        var bound = await stage.PostAsync(
            "api/session/location", new { locationId = stage.Product.LocationId }, await stage.UnboundTokenAsync(role));

        Assert.Equal(stage.Product.LocationId, bound.Json.GetProperty("locationId").GetString());
        Assert.Equal(
            new ApiSession(stage.CompanyId, stage.Product.LocationId, "user1", rights),
            (await stage.Product.Get<SessionTokens>().ReadAsync(bound.Token))! with { OpenedAt = null });
    }

    [Fact]
    public async Task A_location_of_another_company_or_without_WhatSnap_is_refused_alike()
    {
        await using var stage = await SessionStage.StartAsync();
        var theirs = SessionStage.NewLocationId();
        await stage.InstallAsync(theirs, "company2");
        var token = await stage.UnboundTokenAsync();

        var answers = new List<Reply>();
        string[] wrong = [theirs, SessionStage.NewLocationId(), "", "a/b", new string('x', 100)];
        foreach (var locationId in wrong) answers.Add(await stage.PostAsync("api/session/location", new { locationId }, token));
        answers.Add(await stage.PostAsync("api/session/location", new { }, token));

        Assert.All(answers, answer => Assert.Equal(
            (HttpStatusCode.Forbidden, SessionRefusals.NotInstalled.Sentence, answers[0].Body),
            (answer.Status, answer.Sentence, answer.Body)));
    }

    [Fact]
    public async Task A_location_without_its_company_asks_to_install_again()
    {
        await using var stage = await SessionStage.StartAsync();
        await stage.InstallAsync(stage.Product.LocationId, "");

        var answer = await stage.PostAsync(
            "api/session/location", new { locationId = stage.Product.LocationId }, await stage.UnboundTokenAsync());

        Assert.Equal(SessionRefusals.InstallAgain.Sentence, answer.Sentence);
    }

    [Fact]
    public async Task A_session_that_is_bound_already_neither_lists_nor_changes_its_location()
    {
        await using var stage = await SessionStage.StartAsync();
        var second = SessionStage.NewLocationId();
        await stage.InstallAsync(second, stage.CompanyId);
        var bound = (await stage.OpenAsync(stage.Payload())).Token;

        var list = await stage.SendAsync(HttpMethod.Get, "api/locations", null, bound);
        var change = await stage.PostAsync("api/session/location", new { locationId = second }, bound);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (list.Status, change.Status));
    }

    [Fact]
    public async Task Without_a_session_nothing_is_listed_or_bound()
    {
        await using var stage = await SessionStage.StartAsync();

        var list = await stage.SendAsync(HttpMethod.Get, "api/locations", null);
        var choose = await stage.PostAsync("api/session/location", new { locationId = stage.Product.LocationId });

        Assert.All([list, choose], answer => Assert.Equal(
            (HttpStatusCode.Unauthorized, "Bearer"), (answer.Status, answer.Headers["WWW-Authenticate"])));
    }

    [Fact]
    public async Task A_body_of_another_shape_or_size_is_refused()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = await stage.UnboundTokenAsync();

        var shape = await stage.PostAsync("api/session/location", new { locationId = 1 }, token);
        var size = await stage.PostAsync("api/session/location", new { locationId = new string('x', 2000) }, token);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge), (shape.Status, size.Status));
    }

    [Fact]
    public async Task A_location_that_moved_to_another_company_leaves_the_first_one_s_list()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = await stage.UnboundTokenAsync();

        await stage.InstallAsync(stage.Product.LocationId, stage.CompanyId + "x");

        var listed = await stage.SendAsync(HttpMethod.Get, "api/locations", null, token);
        Assert.Equal(0, listed.Json.GetProperty("locations").GetArrayLength());
    }
}
