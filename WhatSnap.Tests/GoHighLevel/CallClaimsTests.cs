using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>How workers divide a window of a hundred calls in ten seconds among themselves.</summary>
public sealed class CallClaimsTests
{
    private static readonly RateWindow Window = new(100, TimeSpan.FromSeconds(10));
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Who_comes_to_a_worker_that_has_all_gets_half_as_calls_leave_the_window_and_never_more_than_there_are()
    {
        var claims = CallClaims.None(Window, Start);
        (claims, var first) = claims.With(Short("first", 0, used: 0), Window, Start);
        Assert.Equal(98, first);

        (claims, var second) = claims.With(Short("second", 0, used: 0), Window, Start);
        Assert.Equal(0, second);
        var used = (First: 98, Second: 0);
        for (var at = Start.AddSeconds(1); at < Start.AddSeconds(20); at = at.AddSeconds(1))
        {
            // A tenth of its calls leaves the window; each makes all that it may.
            used.First = Math.Max(Math.Min(first, 98), used.First - 10);
            (claims, first) = claims.With(Short("first", first, used.First), Window, at);
            (claims, second) = claims.With(Short("second", second, used.Second), Window, at);
            used.Second = second;
            Assert.InRange(used.First + used.Second, 88, 98);
            Assert.InRange(claims.Claims.Sum(claim => claim.Holds), 0, claims.Limit);
        }

        Assert.Equal((49, 49), (first, second));
    }

    [Fact]
    public void Who_has_no_work_for_more_keeps_little_beyond_what_it_used_and_the_other_gets_the_rest()
    {
        var claims = Of(new CallClaim("busy", 49, true, Start));

        (claims, var idle) = claims.With(Short("idle", 49, used: 20) with { IsShort = false }, Window, Start);
        (_, var busy) = claims.With(Short("busy", 49, used: 49), Window, Start.AddSeconds(1));

        Assert.Equal((23, 75), (idle, busy));
    }

    [Theory]
    [InlineData(1.9, 49)]
    [InlineData(2, 49)]
    [InlineData(7, 73)]
    [InlineData(12, 98)]
    public void What_a_silent_worker_had_is_the_others_as_its_calls_leave_the_window(double seconds, int expected)
    {
        var claims = Of(new CallClaim("silent", 49, true, Start));
        var at = Start.AddSeconds(seconds);

        (var next, var other) = claims.With(Short("other", 49, used: 49), Window, at);

        Assert.Equal(expected, other);
        Assert.Equal(seconds < 12 ? 2 : 1, next.Claims.Count);
    }

    [Theory]
    [InlineData(0, 97)]
    [InlineData(1, 98)]
    [InlineData(2, 99)]
    public void Where_all_is_given_what_was_left_at_the_fewest_moves_the_limit_once_in_a_window(int fewest, double expected)
    {
        var claims = CallClaims.None(Window, Start);
        (claims, var calls) = claims.With(Short("one", 98, used: 98), Window, Start);
        Assert.Equal(98, calls);
        (claims, _) = claims.With(Short("one", 98, used: 98) with { Fewest = fewest }, Window, Start.AddSeconds(1));

        (claims, _) = claims.With(Short("one", 98, used: 98) with { Fewest = 9 }, Window, Start.AddSeconds(9.9));
        Assert.Equal(98, claims.Limit);
        (claims, _) = claims.With(Short("one", 98, used: 98) with { Fewest = 9 }, Window, Start.AddSeconds(10));

        Assert.Equal(expected, claims.Limit);
    }

    [Theory]
    [InlineData(20, 103)]
    [InlineData(0, 94)]
    public void The_limit_stays_near_what_GoHighLevel_allows(int fewest, double expected)
    {
        var (claims, calls) = (CallClaims.None(Window, Start), 98);
        for (var at = Start; at < Start.AddMinutes(5); at = at.AddSeconds(1))
        {
            (claims, calls) = claims.With(Short("one", calls, used: calls) with { Fewest = fewest }, Window, at);
        }

        Assert.Equal(expected, claims.Limit);
    }

    [Fact]
    public void A_worker_without_work_does_not_keep_the_limit_where_it_is()
    {
        var claims = CallClaims.None(Window, Start);
        var (busy, idle) = (98, 0);
        for (var at = Start; at < Start.AddSeconds(12); at = at.AddSeconds(1))
        {
            (claims, busy) = claims.With(Short("busy", busy, used: busy) with { Fewest = 0 }, Window, at);
            (claims, idle) = claims.With(Short("idle", idle, used: 0) with { IsShort = false }, Window, at);
        }

        Assert.Equal(97, claims.Limit);
    }

    [Fact]
    public void A_limit_that_GoHighLevel_lowers_holds_at_once()
    {
        var (_, calls) = CallClaims.None(Window, Start).With(Short("one", 98, used: 20), Window with { Max = 50 }, Start);

        Assert.Equal(51, calls);
    }

    [Theory]
    [InlineData(1, 49)]
    [InlineData(60, 98)]
    public void What_was_said_by_a_clock_that_is_far_ahead_is_not_believed(int secondsAhead, int expected)
    {
        var claims = Of(new CallClaim("ahead", 49, true, Start.AddSeconds(secondsAhead)));

        Assert.Equal(expected, claims.With(Short("other", 98, used: 0), Window, Start).Calls);
    }

    [Fact]
    public void Where_not_all_is_given_what_is_left_says_nothing_of_the_limit()
    {
        var claims = CallClaims.None(Window, Start);
        for (var at = Start; at < Start.AddMinutes(1); at = at.AddSeconds(1))
        {
            (claims, _) = claims.With(Short("one", 30, used: 30) with { IsShort = false, Fewest = 60 }, Window, at);
        }

        Assert.Equal(98, claims.Limit);
    }

    [Fact]
    public void A_worker_that_leaves_leaves_nothing()
    {
        var claims = CallClaims.None(Window, Start);
        (claims, _) = claims.With(Short("one", 98, used: 98), Window, Start);

        Assert.Empty(claims.Without("one", Window, Start).Claims);
        Assert.Single(claims.Without("another", Window, Start).Claims);
        Assert.Empty(claims.Without("another", Window, Start.AddSeconds(12)).Claims);
    }

    private static CallClaims Of(CallClaim claim) => CallClaims.None(Window, Start) with { Claims = [claim] };

    private static CallDemand Short(string worker, int claim, int used) => new(worker, claim, used, true, null);
}
