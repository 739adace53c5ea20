using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>What a worker believes to be left of a window that others use, too.</summary>
public sealed class SeenRoomTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);
    private readonly SeenRoom _room = new(100);

    [Fact]
    public void Calls_under_way_of_this_worker_and_as_many_of_the_others_are_taken_off()
    {
        _room.Take(Start);
        _room.Take(Start);
        _room.Take(Start);

        _room.See(At(50), remaining: 10, part: 1);
        Assert.Equal(8, _room.Calls);
        _room.See(At(500), remaining: 10, part: 1);
        Assert.Equal(10, _room.Calls);
        _room.Take(At(600));
        _room.Take(At(600));
        _room.See(At(750), remaining: 10, part: 0.5);
        Assert.Equal(8, _room.Calls);

        // Never so many that it would wait for more calls to leave the window than it has in it.
        _room.See(At(1_000), remaining: 0, part: 0.5);
        _room.Take(At(1_200));
        _room.Take(At(1_200));
        _room.See(At(1_300), remaining: 1, part: 0.5);
        Assert.Equal(0, _room.Calls);
    }

    [Fact]
    public void An_answer_that_may_be_the_older_one_adds_no_more_than_one_call()
    {
        _room.See(Start, remaining: 3, part: 1);

        _room.See(At(40), remaining: 9, part: 1);
        Assert.Equal(4, _room.Calls);
        _room.See(At(80), remaining: 2, part: 1);
        Assert.Equal(2, _room.Calls);
        _room.See(At(200), remaining: 9, part: 1);
        Assert.Equal(9, _room.Calls);
    }

    [Fact]
    public void What_was_seen_holds_for_three_calls_and_then_one_call_looks_after_the_other()
    {
        _room.See(Start, remaining: 1, part: 1);
        Assert.Null(_room.Wait(At(449), underWay: 0));
        Assert.Equal(TimeSpan.Zero, _room.Wait(At(450), underWay: 0));

        _room.Pass(2);
        Assert.Equal(TimeSpan.Zero, _room.Wait(At(449), underWay: 0));
        _room.Take(At(460));
        Assert.Equal(TimeSpan.FromMilliseconds(60), _room.Wait(At(500), underWay: 1));
        Assert.True(_room.Wait(At(560), underWay: 1) <= TimeSpan.Zero);
    }

    [Fact]
    public void Nobody_looks_where_the_last_call_was_seen_to_be_gone_until_one_of_its_own_has_left()
    {
        _room.See(Start, remaining: 0, part: 1);
        Assert.Null(_room.Wait(At(5_000), underWay: 0));

        _room.Pass(1);
        Assert.Equal(TimeSpan.Zero, _room.Wait(At(5_000), underWay: 0));
    }

    [Fact]
    public void How_long_a_call_takes_is_learned_and_lets_what_was_seen_hold_longer()
    {
        for (var call = 0; call < 100; call++)
        {
            _room.Take(At(call * 1_000));
            _room.End(At((call * 1_000) + 400));
        }

        _room.See(At(200_000), remaining: 1, part: 1);
        Assert.Null(_room.Wait(At(201_100), underWay: 0));
        Assert.Equal(TimeSpan.Zero, _room.Wait(At(201_201), underWay: 0));
    }

    [Fact]
    public void A_call_that_never_left_teaches_nothing()
    {
        for (var call = 0; call < 100; call++)
        {
            _room.Take(At(call * 1_000));
            _room.NeverLeft();
        }

        Assert.Equal(100, _room.Calls);
        _room.See(At(200_000), remaining: 10, part: 1);
        Assert.Equal(10, _room.Calls);
        _room.See(At(201_000), remaining: 1, part: 1);
        Assert.Null(_room.Wait(At(201_449), underWay: 0));
        Assert.Equal(TimeSpan.Zero, _room.Wait(At(201_450), underWay: 0));
    }

    private static TimeSpan At(int milliseconds) => Start + TimeSpan.FromMilliseconds(milliseconds);
}
