using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

public sealed class SessionEndpointTests
{
    [Fact]
    public async Task An_admin_of_the_location_gets_a_token_that_says_so()
    {
        await using var stage = await SessionStage.StartAsync();

        var answer = await stage.OpenAsync(stage.Payload());

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(("no-store", "nosniff"), (answer.Headers["Cache-Control"], answer.Headers["X-Content-Type-Options"]));
        Assert.Equal(stage.Product.LocationId, answer.Json.GetProperty("locationId").GetString());
        Assert.Equal(stage.CompanyId, answer.Json.GetProperty("companyId").GetString());
        Assert.Equal("Demo User", answer.Json.GetProperty("userName").GetString());
        Assert.Equal(["view", "connect", "disconnect", "reroute"], answer.Rights);
        Assert.Equal(stage.Product.Time.GetUtcNow() + TimeSpan.FromMinutes(15), answer.Json.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(
            new ApiSession(stage.CompanyId, stage.Product.LocationId, "user1", Rights.All),
            (await stage.Product.Get<SessionTokens>().ReadAsync(answer.Token))! with { OpenedAt = null });
    }

    [Theory]
    [InlineData("agency", "admin", "view connect disconnect reroute")]
    [InlineData("location", "admin", "view connect disconnect reroute")]
    [InlineData("agency", "user", "view")]
    [InlineData("location", "user", "view")]
    public async Task Rights_follow_type_and_role(string type, string role, string rights)
    {
        await using var stage = await SessionStage.StartAsync();

        var answer = await stage.OpenAsync(stage.Payload(user => user with { Type = type, Role = role }));

        Assert.Equal(rights, string.Join(' ', answer.Rights));
    }

    [Theory]
    [InlineData("location", "owner")]
    [InlineData("location", "Admin")]
    [InlineData("company", "admin")]
    [InlineData("admin", "agency")]
    public async Task An_unknown_type_or_role_gets_no_session(string type, string role)
    {
        await using var stage = await SessionStage.StartAsync();

        await AssertRefusedAsync(stage, stage.Payload(user => user with { Type = type, Role = role }), SessionRefusals.UnknownRole);
    }

    [Fact]
    public async Task A_payload_is_accepted_once_and_by_no_other_host_either()
    {
        await using var stage = await SessionStage.StartAsync();
        var payload = stage.Payload();
        Assert.Equal(HttpStatusCode.OK, (await stage.OpenAsync(payload)).Status);

        await AssertRefusedAsync(stage, payload, SessionRefusals.NotValid);
        await using var other = await stage.Product.RestartAsync();
        Assert.Equal(
            new SessionOutcome.Refused(SessionRefusals.NotValid),
            await other.Get<OpenSession>().RunAsync(payload, CancellationToken.None));
    }

    [Fact]
    public async Task A_used_payload_is_refused_in_every_other_form_of_it()
    {
        await using var stage = await SessionStage.StartAsync();
        var payload = stage.Payload(user => user with { UserName = new string('x', 64) });
        await stage.OpenAsync(payload);

        await AssertRefusedAsync(stage, payload + "\n", SessionRefusals.NotValid);
        await AssertRefusedAsync(stage, payload.Insert(8, " "), SessionRefusals.NotValid);
    }

    [Fact]
    public async Task Of_twenty_who_bring_one_payload_at_the_same_moment_exactly_one_gets_a_session()
    {
        await using var stage = await SessionStage.StartAsync();
        var payload = stage.Payload();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stage.OpenAsync(payload)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_location_of_another_company_gives_the_same_answer_as_one_without_WhatSnap()
    {
        await using var stage = await SessionStage.StartAsync();
        var theirs = SessionStage.NewLocationId();
        await stage.InstallAsync(theirs, "company2");

        var refused = await AssertRefusedAsync(
            stage, stage.Payload(user => user with { LocationId = theirs }), SessionRefusals.NotInstalled);
        var missing = await AssertRefusedAsync(
            stage, stage.Payload(user => user with { LocationId = SessionStage.NewLocationId() }), SessionRefusals.NotInstalled);

        Assert.Equal(missing.Body, refused.Body);
    }

    [Fact]
    public async Task A_location_saved_without_its_company_asks_to_install_again()
    {
        await using var stage = await SessionStage.StartAsync();
        await stage.InstallAsync(stage.Product.LocationId, "");

        await AssertRefusedAsync(stage, stage.Payload(), SessionRefusals.InstallAgain);
    }

    [Fact]
    public async Task A_user_of_a_location_without_a_location_gets_no_session()
    {
        await using var stage = await SessionStage.StartAsync();

        await AssertRefusedAsync(stage, stage.Payload(user => user with { LocationId = null }), SessionRefusals.NoLocation);
    }

    [Fact]
    public async Task Without_the_shared_secret_the_answer_names_the_setting()
    {
        await using var stage = await SessionStage.StartAsync(
            services => services.PostConfigure<GoHighLevelOptions>(options => options.SharedSecrets = []));

        var answer = await AssertRefusedAsync(stage, stage.Payload(), SessionRefusals.NotConfigured);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("GoHighLevel__SharedSecrets__0", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_payload_has_one_and_the_same_answer()
    {
        await using var stage = await SessionStage.StartAsync();
        var good = Convert.FromBase64String(stage.Payload());
        var secret = stage.Product.Crm.World.SharedSecret;
        string[] wrong =
        [
            "", "nonsense", new string('A', SsoPayload.LargestText + 4),
            Convert.ToBase64String(good[..^16]),
            Convert.ToBase64String([.. good[..^1], (byte)(good[^1] ^ 1)]),
            CustomPage.Encrypt("{}"u8.ToArray(), secret),
            CustomPage.Encrypt([0xFF, 0xFE], secret),
            CustomPage.Encrypt("""{"userId":1}"""u8.ToArray(), secret),
            CustomPage.Encrypt(Encoding.UTF8.GetBytes("""{"userId":"u","companyId":"c","role":"admin","type":"agency"}"""), "other secret"),
        ];

        var answers = await Task.WhenAll(wrong.Select(stage.OpenAsync));
        var missing = await stage.PostAsync("api/session", new { });

        Assert.Equal(SessionRefusals.NotValid.Sentence, missing.Sentence);
        Assert.All(answers, answer => Assert.Equal((missing.Status, missing.Body), (answer.Status, answer.Body)));
    }

    [Theory]
    [InlineData("{\"payload\":\"x\"}", "text/plain", 415)]
    [InlineData("payload=x", "application/x-www-form-urlencoded", 415)]
    [InlineData("", "application/json", 400)]
    [InlineData("null", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{\"payload\":1}", "application/json", 400)]
    [InlineData("{\"payload\":\"x\",\"payload\":\"y\"}", "application/json", 400)]
    [InlineData("{\"payload\":\"x\"", "application/json", 400)]
    public async Task A_body_that_is_not_the_expected_JSON_is_refused(string body, string contentType, int status)
    {
        await using var stage = await SessionStage.StartAsync();

        var answer = await stage.SendAsync(HttpMethod.Post, "api/session", new StringContent(body, Encoding.UTF8, contentType));

        Assert.Equal(status, (int)answer.Status);
        Assert.NotEmpty(answer.Sentence);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var stage = await SessionStage.StartAsync();

        var answer = await stage.OpenAsync(new string('A', SessionEndpoint.LargestBody));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    [Fact]
    public async Task While_storage_is_away_the_answer_is_503_and_the_payload_stays_good()
    {
        using var storage = new StorageSwitch(retries: 1);
        await using var stage = await SessionStage.StartAsync(services => storage.Install(services));
        var payload = stage.Payload();

        storage.IsCut = true;
        var refused = await stage.OpenAsync(payload);
        storage.IsCut = false;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.NotEmpty(refused.Sentence);
        Assert.Equal(HttpStatusCode.OK, (await stage.OpenAsync(payload)).Status);
    }

    [Fact]
    public async Task Who_asks_too_often_waits_and_nobody_else_does()
    {
        await using var stage = await SessionStage.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * SessionLimits.Burst).Select(_ => FromAsync("forged, 192.0.2.1:5000")));
        var other = await FromAsync("192.0.2.1, 192.0.2.2:5000");

        var tooMany = Assert.IsType<Reply>(answers.FirstOrDefault(answer => answer.Status == HttpStatusCode.TooManyRequests));
        Assert.Equal("1", tooMany.Headers["Retry-After"]);
        Assert.NotEmpty(tooMany.Sentence);
        Assert.Equal(HttpStatusCode.Forbidden, other.Status);

        async Task<Reply> FromAsync(string forwarded)
        {
            using var content = new StringContent("""{"payload":"x"}""", Encoding.UTF8, "application/json");
            content.Headers.Add("X-Forwarded-For", forwarded);
            return await stage.SendAsync(HttpMethod.Post, "api/session", content);
        }
    }

    private static async Task<Reply> AssertRefusedAsync(SessionStage stage, string payload, SessionRefusal why)
    {
        var answer = await stage.OpenAsync(payload);
        Assert.Equal((why.Status, why.Sentence), ((int)answer.Status, answer.Sentence));
        return answer;
    }
}
