using System.Net;
using System.Net.Http.Headers;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class RateBudgetTests
{
    private const string Good = """{"location":{"name":"Demo"}}""";

    [Theory]
    [InlineData("Retry-After", "3", 3_000)]
    [InlineData("X-RateLimit-Interval-Milliseconds", "2500", 2_500)]
    [InlineData("X-Other", "1", 10_000)]
    [InlineData("Retry-After", "soon", 10_000)]
    [InlineData("Retry-After", "0", 10_000)]
    [InlineData("X-RateLimit-Interval-Milliseconds", "-1", 10_000)]
    [InlineData("X-RateLimit-Interval-Milliseconds", "many", 10_000)]
    public async Task A_429_says_how_long_to_wait_and_nothing_leaves_meanwhile(string header, string value, int milliseconds)
    {
        using var stage = await CrmStage.StartAsync();
        var wait = TimeSpan.FromMilliseconds(milliseconds);
        stage.Script
            .Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.TooManyRequests, headers: (header, value))
            .Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, Good);

        var throttled = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync());
        stage.Time.Advance(wait / 2);
        var early = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync());

        Assert.Equal((CallOutcome.NotDone, wait), (throttled.Outcome, throttled.RetryAfter));
        Assert.Equal((CallOutcome.NotDone, wait / 2), (early.Outcome, early.RetryAfter));
        Assert.Single(stage.Script.Requests);

        stage.Time.Advance(wait / 2);
        await stage.ReadLocationAsync();
        Assert.Equal(2, stage.Script.Requests.Count);
    }

    [Theory]
    [InlineData("X-RateLimit-Remaining", 10)]
    [InlineData("X-RateLimit-Daily-Remaining", 43_200)]
    public async Task The_last_call_allowed_succeeds_and_closes_the_budget_by_itself(string header, int seconds)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, Good, headers: (header, "0"));

        await stage.ReadLocationAsync();
        var early = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync());

        Assert.Equal(TimeSpan.FromSeconds(seconds), early.RetryAfter);
        Assert.Single(stage.Script.Requests);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("99")]
    [InlineData("")]
    [InlineData("none")]
    public async Task A_budget_with_calls_left_stays_open(string remaining)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script
            .Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, Good, headers: ("X-RateLimit-Remaining", remaining))
            .Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, Good);

        await stage.ReadLocationAsync();
        await stage.ReadLocationAsync();

        Assert.Equal(2, stage.Script.Requests.Count);
    }

    [Fact]
    public async Task A_throttled_location_does_not_stand_in_anothers_way()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script
            .Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.TooManyRequests)
            .Answers(HttpMethod.Get, stage.LocationUrl(stage.OtherLocationId), HttpStatusCode.OK, Good);

        await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync());
        var other = await stage.ReadLocationAsync(stage.OtherLocationId);

        Assert.Equal("Demo", other.Name);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(-30, 10)]
    [InlineData(400_000, 86_400)]
    public async Task A_wait_that_is_given_as_a_date_lasts_until_then(int secondsAhead, int seconds)
    {
        using var stage = await CrmStage.StartAsync();
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(stage.Time.GetUtcNow().AddSeconds(secondsAhead));

        Assert.Equal(TimeSpan.FromSeconds(seconds), await LearnAsync(stage, answer));
    }

    [Fact]
    public async Task A_short_wait_does_not_shorten_a_longer_one()
    {
        using var stage = await CrmStage.StartAsync();
        using var daily = new HttpResponseMessage { Headers = { { "X-RateLimit-Daily-Remaining", "0" } } };
        using var window = new HttpResponseMessage { Headers = { { "X-RateLimit-Remaining", "0" } } };

        await LearnAsync(stage, daily);
        var wait = await LearnAsync(stage, window);

        Assert.Equal((TimeSpan.FromHours(12), TimeSpan.FromHours(12)), (wait, stage.Budgets.ClosedFor(Key(stage))));
    }

    [Theory]
    [InlineData("3600", 3_600)]
    [InlineData("1795441800", 6_600)]
    [InlineData("1795441800000", 6_600)]
    [InlineData("2026-11-23T13:50:00Z", 6_600)]
    [InlineData("soon", 43_200)]
    [InlineData("1795300000", 43_200)]
    public async Task The_day_ends_when_GoHighLevel_says_so_else_at_midnight_UTC(string reset, int seconds)
    {
        using var stage = await CrmStage.StartAsync();
        using var answer = new HttpResponseMessage
        {
            Headers = { { "X-RateLimit-Daily-Remaining", "0" }, { "x-ratelimit-daily-reset", reset } },
        };

        Assert.Equal(TimeSpan.FromSeconds(seconds), await LearnAsync(stage, answer));
    }

    [Fact]
    public async Task Where_the_day_ends_later_than_ours_it_is_looked_at_every_hour()
    {
        using var stage = await CrmStage.StartAsync();
        using var answer = new HttpResponseMessage { Headers = { { "X-RateLimit-Daily-Remaining", "0" } } };
        await LearnAsync(stage, answer);

        stage.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(TimeSpan.FromHours(1), await LearnAsync(stage, answer));
    }

    [Fact]
    public async Task A_day_that_is_used_up_is_seen_by_all_workers_and_ends_by_itself()
    {
        using var stage = await CrmStage.StartAsync();
        using var answer = new HttpResponseMessage { Headers = { { "X-RateLimit-Daily-Remaining", "0" } } };
        await LearnAsync(stage, answer);

        Assert.True(await stage.Budgets.IsParkedAsync(stage.LocationId, CancellationToken.None));
        Assert.False(await stage.Budgets.IsParkedAsync(stage.OtherLocationId, CancellationToken.None));
        stage.Time.Advance(TimeSpan.FromHours(12));
        Assert.False(await stage.Budgets.IsParkedAsync(stage.LocationId, CancellationToken.None));
        Assert.Equal(TimeSpan.Zero, stage.Budgets.ClosedFor(Key(stage)));
    }

    [Fact]
    public async Task A_used_up_day_is_waited_for_longer_than_a_used_up_window()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.TooManyRequests, headers:
            [
                ("X-RateLimit-Daily-Remaining", "0"), ("X-RateLimit-Remaining", "0"), ("Retry-After", "1"),
            ]);

        var throttled = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync());

        Assert.Equal(TimeSpan.FromHours(12), throttled.RetryAfter);
    }

    private static GrantKey Key(CrmStage stage) => GrantKey.OfLocation(stage.LocationId);

    private static Task<TimeSpan> LearnAsync(CrmStage stage, HttpResponseMessage answer) =>
        stage.Budgets.LearnAsync(Key(stage), answer.StatusCode, answer.Headers, CancellationToken.None);
}
