using System.Net;
using System.Net.Http.Headers;

namespace WhatSnap.Tests.Dashboard;

/// <summary>Who asks again and again is answered only when something changed.</summary>
public sealed class ChangedAnswerTests
{
    [Fact]
    public async Task An_answer_that_the_caller_has_is_not_sent_again_until_something_changes()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;
        using var first = await AskAsync(stage, token, null);

        using var same = await AskAsync(stage, token, first.Headers.ETag);
        await stage.Product.AddAccountAsync("Support", "+15005550109");
        using var changed = await AskAsync(stage, token, first.Headers.ETag);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal("no-store", same.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
        Assert.Contains("Support", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_has_no_tag()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;

        using var request = Request(token, "api/accounts/none", new EntityTagHeaderValue("\"0\""));
        using var answer = await stage.Door.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Null(answer.Headers.ETag);
        Assert.Contains("no such account", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_location_says_its_name_its_time_zone_and_what_can_be_connected()
    {
        await using var stage = await SessionStage.StartAsync();
        await stage.InstallAsync(stage.Product.LocationId, stage.CompanyId, "North");
        var token = (await stage.OpenAsync(stage.Payload())).Token;

        var reply = await stage.SendAsync(HttpMethod.Get, "api/location", null, token);

        Assert.Equal("North", reply.Text("name"));
        Assert.Equal("Etc/UTC", reply.Text("timeZone"));
        Assert.Equal(["device", "twilio"], reply.Json.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()!));
    }

    private static async Task<HttpResponseMessage> AskAsync(SessionStage stage, string token, EntityTagHeaderValue? known)
    {
        using var request = Request(token, "api/accounts", known);
        return await stage.Door.Http.SendAsync(request);
    }

    private static HttpRequestMessage Request(string token, string path, EntityTagHeaderValue? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        return request;
    }
}
