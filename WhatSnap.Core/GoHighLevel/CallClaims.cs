namespace WhatSnap.Core.GoHighLevel;

/// <summary>What one worker has of a location's window.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Holds">Calls that it may make or that stand in the window, whichever is more.</param>
/// <param name="IsShort">True when it had work that waited for a call, be it only for its pace: who gets fewer calls comes slower still.</param>
/// <param name="SaidAt">When it said so.</param>
public sealed record CallClaim(string Worker, int Holds, bool IsShort, DateTimeOffset SaidAt)
{
    /// <summary>A claim holds for so long; then its worker is gone, or makes no calls until it has claimed again.</summary>
    internal static readonly TimeSpan Lasts = TimeSpan.FromSeconds(2);

    /// <summary>Whether its worker may still make calls. What was said by a clock that is far ahead is not believed.</summary>
    internal bool IsAlive(DateTimeOffset now) => (now - SaidAt).Duration() < Lasts;

    /// <summary>What stands in the window or may come to: what a worker made that is gone leaves it evenly.</summary>
    internal double HeldAt(DateTimeOffset now, TimeSpan interval) =>
        IsAlive(now) ? Holds : now < SaidAt ? 0 : Holds * Math.Clamp(1 - ((now - SaidAt - Lasts) / interval), 0, 1);
}

/// <summary>What GoHighLevel allows.</summary>
/// <param name="Max">Calls in a window.</param>
/// <param name="Interval">How long a window is.</param>
internal readonly record struct RateWindow(int Max, TimeSpan Interval);

/// <summary>What a worker says of itself.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Claim">The calls that it might have in the window so far.</param>
/// <param name="Used">Those that stand in it.</param>
/// <param name="IsShort">True when it had work that waited for a call.</param>
/// <param name="Fewest">The fewest calls that were seen to be left since the last time.</param>
internal sealed record CallDemand(string Worker, int Claim, int Used, bool IsShort, int? Fewest);

/// <summary>
/// How the workers that call a location near its limit have divided its window among themselves, as it stands in one row. Nothing
/// is given that another one holds: a call is given away only once it has left the window of who made it.
/// </summary>
/// <param name="Limit">The calls that are given to workers.</param>
/// <param name="LimitAt">When that was looked at.</param>
/// <param name="Fewest">The fewest calls that any worker saw to be left since.</param>
/// <param name="Claims">Who holds how many.</param>
public sealed record CallClaims(double Limit, DateTimeOffset LimitAt, int? Fewest, IReadOnlyList<CallClaim> Claims)
{
    /// <summary>How much more than it has used a worker may keep that has no work for more.</summary>
    private const int Headroom = 3;

    /// <summary>What a worker that has more than its part gives away at a time.</summary>
    private const int GiveAway = 10;

    /// <summary>So many of a hundred calls are given to nobody at first: a worker that has just come knows nothing yet.</summary>
    private const double Spare = 2;

    /// <summary>How far the limit may go, in hundredths: answers come after calls were counted, so that more may be given than there are.</summary>
    private const double LeastLimit = -6;
    private const double MostLimit = 3;

    /// <summary>So many were left at the fewest: some may be given.</summary>
    private const int Plenty = 2;
    private static readonly TimeSpan LimitHolds = TimeSpan.FromSeconds(10);

    /// <summary>A window that nobody has claimed anything of.</summary>
    internal static CallClaims None(RateWindow window, DateTimeOffset now) => new(window.Max * (100 - Spare) / 100, now, null, []);

    /// <summary>The smaller one of two numbers that may not be known.</summary>
    internal static int? Fewer(int? one, int? other) => one < other ? one : other ?? one;

    /// <summary>The claims of the others that count.</summary>
    internal CallClaims Without(string worker, RateWindow window, DateTimeOffset now) => this with
    {
        Claims = [.. Claims.Where(claim => claim.Worker != worker && (claim.IsAlive(now) || claim.HeldAt(now, window.Interval) > 0))],
    };

    /// <summary>Divides anew after what a worker says of itself.</summary>
    /// <returns>The claims as they are then, and that worker's own.</returns>
    internal (CallClaims Claims, int Calls) With(CallDemand demand, RateWindow window, DateTimeOffset now)
    {
        var others = Without(demand.Worker, window, now).Claims;
        var shorts = others.Where(claim => claim.IsShort && claim.IsAlive(now)).ToList();
        var limit = Near(window.Max, Limit);
        var room = limit - others.Sum(claim => claim.HeldAt(now, window.Interval));
        var fair = (room + shorts.Sum(claim => claim.Holds)) / (shorts.Count + 1);
        var isShared = shorts.Exists(claim => claim.Holds < fair - 1);
        var claim = (int)Math.Floor(Math.Clamp(Wanted(demand, fair, isShared), 0, Math.Max(0, room)));
        var next = this with
        {
            Limit = limit,
            Claims = [.. others, new CallClaim(demand.Worker, Math.Max(claim, demand.Used), demand.IsShort, now)],
        };
        return (next.Adjust(demand, window.Max, room - claim < 2, now), claim);
    }

    private static double Wanted(CallDemand demand, double fair, bool isShared)
    {
        if (!demand.IsShort) return Math.Min(demand.Claim, demand.Used + Headroom);
        if (demand.Claim < fair) return fair;
        return isShared ? Math.Max(fair, demand.Claim - GiveAway) : demand.Claim;
    }

    private static double Near(int max, double limit) => Math.Clamp(limit, max * (100 + LeastLimit) / 100, max * (100 + MostLimit) / 100);

    /// <summary>Where all is given and somebody is short, what is left shows whether more may be given.</summary>
    private CallClaims Adjust(CallDemand demand, int max, bool isAllGiven, DateTimeOffset now)
    {
        if (!isAllGiven || !Claims.Any(claim => claim.IsShort && claim.IsAlive(now))) return this with { LimitAt = now, Fewest = null };
        var fewest = Fewer(Fewest, demand.Fewest);
        if ((now - LimitAt).Duration() < LimitHolds) return this with { Fewest = fewest };
        var change = fewest >= Plenty ? 1 : fewest == 0 ? -1 : 0;
        return this with { Limit = Near(max, Limit + (change * max / 100.0)), LimitAt = now, Fewest = null };
    }
}
