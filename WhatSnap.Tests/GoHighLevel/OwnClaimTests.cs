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
        _claim.Begin(used: 20, remaining: 32);
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
    public void It_is_short_anew_when_work_waits_and_none_did_when_it_was_said_last()
    {
        Assert.False(_claim.IsShortAnew);
        _claim.Miss();
        Assert.True(_claim.IsShortAnew);
        _claim.Take(50);
        _claim.Miss();
        Assert.False(_claim.IsShortAnew);
        _claim.Take(50);
        _claim.Take(50);
        _claim.Miss();
        Assert.True(_claim.IsShortAnew);
    }

    private void Say(TimeSpan at) => _claim.Take(Offer(CallClaims.None(Window, Start), used: 0, at).Calls);

    private (CallClaims Claims, int Calls) Offer(CallClaims claims, int used, TimeSpan at = default) =>
        _claim.Offer(claims, "worker", used, Window, Start, at);
}
