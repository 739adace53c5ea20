using System.Net;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelRateLimitTests
{
    private const string Location = "/locations/" + GoHighLevelStage.LocationId;

    [Fact]
    public async Task Every_answer_tells_what_is_left()
    {
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults());

        var answer = await stage.GetAsync(Location);

        Assert.Equal("200000", answer.Header("X-RateLimit-Limit-Daily"));
        Assert.Equal("199999", answer.Header("X-RateLimit-Daily-Remaining"));
        Assert.Equal("10000", answer.Header("X-RateLimit-Interval-Milliseconds"));
        Assert.Equal("100", answer.Header("X-RateLimit-Max"));
        Assert.Equal("99", answer.Header("X-RateLimit-Remaining"));
        var refused = await stage.GetAsync("/contacts/nobody");
        Assert.Equal("98", refused.Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task A_full_window_is_429_until_it_ends()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(Limit(max: 2, daily: 100), time);

        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Location)).Status);
        time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Location)).Status);
        var refused = await stage.GetAsync(Location);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("0", refused.Header("X-RateLimit-Remaining"));

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Location)).Status);
    }

    [Fact]
    public async Task A_sliding_window_counts_any_stretch_of_its_length()
    {
        var time = new FakeTimeProvider();
        var faults = Limit(max: 2, daily: 100);
        await using var stage = await GoHighLevelStage.StartAsync(faults with { RateLimit = faults.RateLimit! with { Sliding = true } }, time);

        await stage.GetAsync(Location);
        time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Location)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await stage.GetAsync(Location)).Status);

        // A fixed window would begin anew here and allow two.
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Location)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await stage.GetAsync(Location)).Status);
    }

    [Fact]
    public async Task A_used_up_day_is_429_until_the_next_one()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 23, 0, 0, TimeSpan.Zero));
        await using var stage = await GoHighLevelStage.StartAsync(Limit(max: 100, daily: 1), time);
        await stage.GetAsync(Location);

        time.Advance(TimeSpan.FromMinutes(59));
        var refused = await stage.GetAsync(Location);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("0", refused.Header("X-RateLimit-Daily-Remaining"));

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(Location)).Status);
    }

    [Fact]
    public async Task Each_location_has_its_own_budget()
    {
        await using var stage = await GoHighLevelStage.StartAsync(Limit(max: 1, daily: 100), new FakeTimeProvider());
        await stage.GetAsync(Location);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await stage.GetAsync(Location)).Status);
        var other = await stage.GetAsync("/locations/" + GoHighLevelStage.OtherLocationId, GoHighLevelStage.OtherToken);
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task A_refused_message_is_not_stored()
    {
        await using var stage = await GoHighLevelStage.StartAsync(Limit(max: 0, daily: 100), new FakeTimeProvider());
        var contact = stage.World.SeedContact(GoHighLevelStage.LocationId, "+14155550100");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await stage.SayAsync(contact.Id, "hello")).Status);
        Assert.Empty(stage.World.Messages);
    }

    private static GoHighLevelFaults Limit(int max, int daily) =>
        new() { RateLimit = new GoHighLevelRateLimit { Max = max, Daily = daily } };
}
