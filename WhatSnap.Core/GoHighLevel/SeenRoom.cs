namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The calls that are left of a window, by what the last answer showed and by what this worker did since. How far that can be
/// trusted follows from how long a call takes: an answer shows what was left half a call ago.
/// </summary>
internal sealed class SeenRoom(int max)
{
    /// <summary>What is seen to be left is not used up: another worker sees the same, and who comes second is refused.</summary>
    private const int Least = 2;

    /// <summary>So many have to be left by what was seen for a call that looks.</summary>
    private const int LeastToLook = 1;

    /// <summary>What was seen holds for as long as so many calls take.</summary>
    private const double Holds = 3;

    /// <summary>Of answers that come within this part of a call, the later one may be the older.</summary>
    private const double Overtaking = 2.0 / 3;

    /// <summary>The weight of one more call in how long a call takes.</summary>
    private const double Weight = 1.0 / 16;
    private static readonly TimeSpan UsualCall = TimeSpan.FromMilliseconds(150);

    /// <summary>What takes longer has no answer that anything could be learned from.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

    /// <summary>Where nothing holds any more one call looks, and another one each time that its answer is that late.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private readonly Queue<TimeSpan> _begun = new();
    private TimeSpan _call = UsualCall;
    private TimeSpan? _seenAt;
    private TimeSpan _tookAt;

    /// <summary>About how many calls are left.</summary>
    public int Calls { get; private set; } = max;

    /// <summary>How long it is since an answer showed what is left; null while none did.</summary>
    public TimeSpan? Age(TimeSpan now) => now - _seenAt;

    /// <summary>How long it is since a call began.</summary>
    public TimeSpan SinceTake(TimeSpan now) => now - _tookAt;

    /// <summary>A call begins.</summary>
    public void Take(TimeSpan now)
    {
        Calls--;
        _tookAt = now;
        _begun.Enqueue(now);
    }

    /// <summary>A call has ended. Which one does not matter for the mean.</summary>
    public void End(TimeSpan now)
    {
        if (_begun.TryDequeue(out var began) && now - began < LongestCall) _call += (now - began - _call) * Weight;
    }

    /// <summary>A call that was about to begin never left: nothing is learned of how long one takes.</summary>
    public void NeverLeft()
    {
        Calls++;
        _begun.TryDequeue(out _);
    }

    /// <summary>So many of this worker's calls have left the window.</summary>
    public void Pass(int calls) => Calls += calls;

    /// <summary>Learns what the answer to a call shows to be left, before that call has ended.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="remaining">What it shows.</param>
    /// <param name="part">This worker's part of all calls, from 0.1 to 1. The others have as many under way, but no more than it has.</param>
    public void See(TimeSpan now, int remaining, double part)
    {
        // It does not count what is still on its way; what has been under way for long was counted, and has no answer.
        var underWay = Math.Max(0, _begun.Count(began => now - began < _call * Holds) - 1);
        var left = Math.Max(0, remaining - (int)Math.Round((1 + Math.Min(1, (1 - part) / part)) * underWay));
        Calls = Age(now) < _call * Overtaking ? Math.Min(left, Calls + 1) : left;
        _seenAt = now;
    }

    /// <summary>How long to wait until a call may begin; null where one has to leave the window or an answer has to come first.</summary>
    /// <param name="now">When.</param>
    /// <param name="underWay">This worker's calls that are under way.</param>
    public TimeSpan? Wait(TimeSpan now, int underWay)
    {
        if (Age(now) < _call * Holds) return Calls >= Least ? TimeSpan.Zero : null;
        if (Calls < LeastToLook) return null;
        return underWay == 0 ? TimeSpan.Zero : LookAgain - SinceTake(now);
    }
}
