using System.Net;
using WhatSnap.Core.Dashboard;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

public sealed class RenewSessionTests
{
    [Fact]
    public async Task A_current_session_is_renewed_with_the_same_location_and_rights_and_without_user_data()
    {
        await using var stage = await SessionStage.StartAsync();
        var opened = await stage.OpenAsync(stage.Payload(user => user with { Role = "user" }));
        stage.Product.Time.Advance(TimeSpan.FromMinutes(14));

        var renewed = await RenewAsync(stage, opened.Token);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(14));

        Assert.Equal(HttpStatusCode.OK, renewed.Status);
        Assert.Equal((opened.Text("locationId"), opened.Text("companyId")), (renewed.Text("locationId"), renewed.Text("companyId")));
        Assert.Equal(["view"], renewed.Rights);
        Assert.Equal(HttpStatusCode.OK, (await stage.SendAsync(HttpMethod.Get, "api/accounts", null, renewed.Token)).Status);
    }

    [Fact]
    public async Task An_agency_s_session_without_location_is_renewed_as_such()
    {
        await using var stage = await SessionStage.StartAsync();

        var renewed = await RenewAsync(stage, await stage.UnboundTokenAsync());

        Assert.False(renewed.Json.TryGetProperty("locationId", out _));
        Assert.Equal(HttpStatusCode.OK, (await stage.SendAsync(HttpMethod.Get, "api/locations", null, renewed.Token)).Status);
    }

    [Fact]
    public async Task An_ended_session_none_and_one_of_another_audience_are_not_renewed()
    {
        await using var stage = await SessionStage.StartAsync();
        var opened = await stage.OpenAsync(stage.Payload());
        var mint = new TokenMint(stage.Product.Time);
        mint.Payload["iss"] = "https://hooks.example.com";
        mint.Payload["aud"] = "other";
        var none = await RenewAsync(stage, null);
        var other = await RenewAsync(stage, mint.Signed());
        stage.Product.Time.Advance(SessionTokens.Lifetime + SessionTokens.ClockSkew);

        var ended = await RenewAsync(stage, opened.Token);

        Assert.All([none, other, ended], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
    }

    [Fact]
    public async Task However_often_it_is_renewed_or_bound_a_session_ends_eight_hours_after_its_opening()
    {
        await using var stage = await SessionStage.StartAsync();
        var start = stage.Product.Time.GetUtcNow();
        var token = await stage.UnboundTokenAsync();
        var last = start;
        var isBound = false;
        while (true)
        {
            stage.Product.Time.Advance(TimeSpan.FromMinutes(10));
            var answer = !isBound && stage.Product.Time.GetUtcNow() - start > TimeSpan.FromHours(4)
                ? await stage.PostAsync("api/session/location", new { locationId = stage.Product.LocationId }, token)
                : await RenewAsync(stage, token);
            if (answer.Status != HttpStatusCode.OK) break;
            isBound = answer.Json.TryGetProperty("locationId", out _);
            (token, last) = (answer.Token, answer.Json.GetProperty("expiresAt").GetDateTimeOffset());
        }

        Assert.True(isBound);
        Assert.Equal(SessionTokens.LongestSession, last - start);
        Assert.Equal(SessionTokens.LongestSession, stage.Product.Time.GetUtcNow() - start);
    }

    [Theory]
    [InlineData("admin", "agency")]
    [InlineData("user", "agency")]
    [InlineData("admin", "location")]
    public async Task A_location_that_left_the_company_is_neither_renewed_nor_opened(string role, string type)
    {
        await using var stage = await SessionStage.StartAsync();
        var opened = await stage.OpenAsync(stage.Payload(user => user with { Role = role, Type = type }));
        Assert.Equal(HttpStatusCode.OK, opened.Status);

        await stage.InstallAsync(stage.Product.LocationId, stage.CompanyId + "x");
        var renewed = await RenewAsync(stage, opened.Token);
        var again = await stage.OpenAsync(stage.Payload(user => user with { Role = role, Type = type }));

        Assert.All([renewed, again], answer => Assert.Equal(
            (HttpStatusCode.Forbidden, SessionRefusals.NotInstalled.Sentence), (answer.Status, answer.Sentence)));
    }

    private static Task<Reply> RenewAsync(SessionStage stage, string? token) => stage.PostAsync("api/session/renew", new { }, token);
}
