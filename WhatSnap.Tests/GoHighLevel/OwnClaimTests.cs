using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>What a worker may have of a window before, while and after it is divided.</summary>
public sealed class OwnClaimTests
{
    private static readonly RateWindow Window = new(100, TimeSpan.FromSeconds(10));
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly OwnClaim _claim = new();

    [Fact]
    public void What_is_added_waits_until_it_is_stored_and_what_is_given_away_is_gone_at_once()
    {
        _claim.Begin(used: 20, remaining: 32, TimeSpan.Zero);
        Assert.Equal(24, _claim.Calls);
        _claim.Miss();

        var (claims, more) = Offer(CallClaims.None(Window, Start), used: 24);
        Assert.Equal((98, 24), (more, _claim.Calls));
        _claim.Take(more);
        Assert.Equal(98, _claim.Calls);

        (_, var fewer) = Offer(claims, used: 30);
        Assert.Equal((33, 33), (fewer, _claim.Calls));
    }

    [Fact]
    public void A_claim_that_was_not_said_again_for_two_seconds_is_few_calls()
    {
        _claim.Miss();
        Say(TimeSpan.FromSeconds(1));
        Assert.Equal(98, _claim.At(TimeSpan.FromSeconds(3)));
        Assert.Equal(4, _claim.At(TimeSpan.FromSeconds(3.1)));

        // It holds from when it was said, and not from when it was stored.
        _claim.Miss();
        Offer(CallClaims.None(Window, Start), used: 0, TimeSpan.FromSeconds(4));
        Assert.Equal(4, _claim.At(TimeSpan.FromSeconds(5)));
        _claim.Take(98);
        Assert.Equal(98, _claim.At(TimeSpan.FromSeconds(6)));
        Assert.Equal(4, _claim.At(TimeSpan.FromSeconds(6.1)));
    }

    [Fact]
    public void What_it_begins_with_holds_no_longer_and_nothing_of_the_last_time_is_left()
    {
        _claim.Begin(used: 20, remaining: 32, TimeSpan.FromSeconds(1));
        Assert.Equal((24, 4), (_claim.At(TimeSpan.FromSeconds(3)), _claim.At(TimeSpan.FromSeconds(3.1))));
        _claim.Miss();
        _claim.See(0);

        _claim.Begin(used: 40, remaining: 32, TimeSpan.FromMinutes(9));

        Assert.Equal(44, _claim.At(TimeSpan.FromMinutes(9)));
        Assert.False(_claim.IsShortAnew);
        Assert.Equal(32, Offer(CallClaims.None(Window, Start) with { Fewest = 90, Claims = [new CallClaim("other", 98, true, Start)] }, used: 40).Claims.Fewest);
    }

    [Fact]
    public void It_is_short_anew_when_work_waits_and_none_did_when_it_was_said_last()
    {
        Assert.False(_claim.IsShortAnew);
        _claim.Miss();
        Assert.True(_claim.IsShortAnew);
        Say(TimeSpan.Zero);
        _claim.Miss();
        Assert.False(_claim.IsShortAnew);
        Say(TimeSpan.Zero);
        Say(TimeSpan.Zero);
        _claim.Miss();
        Assert.True(_claim.IsShortAnew);
    }

    [Fact]
    public void What_happens_while_it_is_being_stored_is_said_the_next_time_and_what_was_not_stored_again()
    {
        var full = CallClaims.None(Window, Start) with { Claims = [new CallClaim("other", 98, true, Start)] };
        _claim.See(7);
        var (_, calls) = Offer(full, used: 0);
        _claim.Miss();
        _claim.See(1);
        _claim.Take(calls);
        Assert.True(_claim.IsShortAnew);

        var said = Offer(full, used: 0).Claims;
        var again = Offer(full, used: 0).Claims;
        Assert.Equal((1, 1), (said.Fewest, again.Fewest));
        Assert.True(said.Claims[^1].IsShort && again.Claims[^1].IsShort);

        _claim.Take(calls);
        Assert.Null(Offer(full, used: 0).Claims.Fewest);
    }

    private void Say(TimeSpan at) => _claim.Take(Offer(CallClaims.None(Window, Start), used: 0, at).Calls);

    private (CallClaims Claims, int Calls) Offer(CallClaims claims, int used, TimeSpan at = default) =>
        _claim.Offer(claims, "worker", used, Window, Start, at);
}
