using System.Net;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The calls that this worker may make for one location, by what GoHighLevel shows in each answer to be left for all workers
/// together. Far from the limit they leave a few at a time. Near it the worker keeps to a share of the window, which grows
/// while calls are left over and shrinks while they are short: by a little for all, and in proportion, so that the shares of
/// all workers become equal. Nothing is stored, and a worker that is gone leaves nothing behind but room.
/// </summary>
internal sealed class LocationBudget(TimeProvider time)
{
    private const int UsualMax = 100;
    private const double MostPerWork = 3;

    /// <summary>Calls under way of a worker that knows nothing of the location.</summary>
    private const int Few = 2;

    /// <summary>How much more of a hundred calls who makes all of them leaves over: so the others catch up.</summary>
    private const double SpareOfAll = 1;

    /// <summary>The part of what is left over by which a share grows in a second, but no more than by this part of itself.</summary>
    private const double Growth = 0.3;
    private const double MostGrowth = 0.07;

    /// <summary>The part of what is short by which the shares of two workers shrink in a second.</summary>
    private const double Shrinkage = 1.4;

    /// <summary>What a share loses when a call was refused.</summary>
    private const double Setback = 0.7;

    /// <summary>Calls of a share are that much closer to each other than they need be.</summary>
    private const double Haste = 0.85;

    /// <summary>Pieces of work that prepare themselves at a time before their first call.</summary>
    private const int MostPrepared = 4;

    /// <summary>A worker looks now and then, however short the calls are.</summary>
    private const double LeastShare = 4;

    /// <summary>The part of a worker that has just come: less than a call of its share is no claim yet.</summary>
    private const double SmallPart = 0.15;
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(10);

    /// <summary>What an answer showed longer ago is not built upon.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Answers that take longer are not waited for.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);

    /// <summary>Work that was let in needs about so long until its first call.</summary>
    private static readonly TimeSpan Preparation = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a worker that knows its share waits after a refusal that says nothing else.</summary>
    private static readonly TimeSpan AfterChance = TimeSpan.FromSeconds(2);

    /// <summary>What may leave at once of a share: as much as it has in this time.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly CoolingCalls _cooling = new();
    private readonly LocationClosing _closing = new(time);
    private readonly SpareCalls _spare = new();
    private readonly SeenRoom _room = new(UsualMax);
    private readonly long _origin = time.GetTimestamp();
    private TaskCompletionSource _ended = New();
    private bool _isCounted = true;
    private bool _hasMax;
    private double _callsPerWork = 1;
    private int _inFlight;
    private int _goingOn;
    private int _prepared;
    private double _share;

    /// <summary>The share, or more while much is left over.</summary>
    private double _bound;
    private TimeSpan _pace;
    private TimeSpan? _nearAt;
    private int _max = UsualMax;
    private TimeSpan _interval = UsualInterval;

    /// <summary>When the calls of the day come back; null while there are some.</summary>
    public DateTimeOffset? ParkedUntil => _closing.ParkedUntil;

    /// <summary>Who waits for the next call.</summary>
    public TurnLine Line { get; } = new();

    /// <summary>Where work that has to wait gets its time.</summary>
    public TimeSlots Slots { get; } = new(time);

    /// <summary>True while the location is near its limit, or was a moment ago.</summary>
    public bool IsNear
    {
        get
        {
            lock (_gate) return IsNearAt(Now);
        }
    }

    /// <summary>True while work waits in line for calls.</summary>
    public bool HasLine => IsNear && (!Line.IsEmpty || Slots.Ahead > Fresh);

    /// <summary>How long the location has to wait before its next call; zero when it is open.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (_gate) return _closing.Left;
        }
    }

    /// <summary>About how far apart this worker's calls are near the limit.</summary>
    public TimeSpan Step
    {
        get
        {
            lock (_gate) return _interval / Math.Max(_bound, _max / 3);
        }
    }

    /// <summary>The end of the next call, or another moment to look again; done when none is under way.</summary>
    public Task NextEnd
    {
        get
        {
            lock (_gate) return _inFlight > 0 ? _ended.Task : Task.CompletedTask;
        }
    }

    /// <summary>Calls that one piece of work makes, by experience.</summary>
    public double CallsPerWork
    {
        get
        {
            lock (_gate) return Math.Clamp(_callsPerWork, 1, MostPerWork);
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_origin);

    private int Used => _inFlight + _cooling.Count;

    private TimeSpan Spacing => _interval / Math.Max(1, _bound) * Haste;

    /// <summary>Starts a call, if it may.</summary>
    /// <param name="goesOn">True for work that made calls before: it goes before work that begins.</param>
    public Turn TryTake(bool goesOn = false)
    {
        lock (_gate)
        {
            if (_closing.Left is var left && left > TimeSpan.Zero) return Turn.Later(left);
            var now = Now;
            Pass(now);
            var turn = !_isCounted ? Turn.Taken : !IsNearAt(now) ? AtEase(now) : goesOn || _goingOn == 0 ? OfShare(now) : Turn.Later(Late);
            if (!turn.IsTaken) return turn;
            _inFlight++;
            _room.Take(now);
            return turn;
        }
    }

    /// <summary>Lets work prepare itself whose first call is due soon; it takes the call when it makes it, so that none is left over.</summary>
    public Turn TryAdmit()
    {
        lock (_gate)
        {
            if (_closing.Left is var left && left > TimeSpan.Zero) return Turn.Later(left);
            if (_prepared >= MostPrepared) return Turn.Later(Late);
            var now = Now;
            Pass(now);
            var wait = IsNearAt(now) ? WaitOfShare(now) - Preparation : TimeSpan.Zero;
            if (wait > TimeSpan.Zero) return Turn.Later(wait);
            Interlocked.Increment(ref _prepared);
            return Turn.Taken;
        }
    }

    /// <summary>Work that was let in has taken its first call, or makes none.</summary>
    public void Prepared() => Interlocked.Decrement(ref _prepared);

    /// <summary>One more piece of work waits that made calls before, or one less.</summary>
    public void WaitToGoOn(int change) => Interlocked.Add(ref _goingOn, change);

    /// <summary>Learns how many calls a piece of work made.</summary>
    public void Weigh(int made)
    {
        lock (_gate) _callsPerWork += made > 0 ? (made - _callsPerWork) / 8 : 0;
    }

    /// <summary>A call has ended, in whatever way. Should it have reached GoHighLevel, then not after this.</summary>
    public void End()
    {
        lock (_gate)
        {
            var now = Now;
            _inFlight--;
            _room.End(now);
            _cooling.Add(now + _interval);
            TellEnd();
        }
    }

    /// <summary>Lets those look again who wait for the next end.</summary>
    public void TellEnd()
    {
        lock (_gate)
        {
            _ended.TrySetResult();
            _ended = New();
        }
    }

    /// <summary>Learns from one answer; returns the wait that it asks for, zero when there is none.</summary>
    public TimeSpan Learn(HttpStatusCode status, RateHeaders headers)
    {
        lock (_gate)
        {
            var wasNear = IsNearAt(Now);
            _interval = headers.Interval ?? _interval;
            _max = headers.Max ?? _max;
            _hasMax |= headers.Max is not null;

            // A server that never said a limit has none that could be kept to.
            _isCounted = _hasMax;
            if (headers.Remaining is { } remaining) Even(Now, remaining);
            if (headers.DailyRemaining == 0) return _closing.Park(headers.DailyReset);
            if (status == HttpStatusCode.TooManyRequests)
            {
                _bound = _share = Math.Max(LeastShare, _share * Setback);

                // Whose share is about right was refused by chance: calls leave the window all the time.
                var usual = wasNear ? AfterChance : headers.Interval ?? UsualInterval;
                return _closing.Close(headers.RetryAfter ?? usual);
            }

            return headers.Remaining == 0 && !_hasMax ? _closing.Close(_interval) : TimeSpan.Zero;
        }
    }

    /// <summary>Makes the share larger or smaller by what is left over or short.</summary>
    private void Even(TimeSpan now, int remaining)
    {
        Pass(now);
        var since = _room.Age(now) is { } gap && gap < Fresh ? gap : Fresh;
        var wasNear = IsNearAt(now);
        var part = Math.Clamp(Used / (double)Math.Max(1, _max - remaining), 0.1, 1);
        _room.See(now, remaining, part);
        if (remaining < _max / 3) _nearAt = now;
        else if (!wasNear) return;

        _spare.Learn(now, remaining, !wasNear);
        var over = remaining - (_inFlight - 1) - ((_spare.Calls + (SpareOfAll * part)) * _max / 100);
        if (!wasNear)
        {
            _bound = _share = Math.Max(LeastShare, Used + (over / 8));
            return;
        }

        // What it has not used up yet, others have not either, in proportion: that is not left over.
        over -= Math.Max(0, part < SmallPart ? Math.Floor(_share) - Used : _share - Used) / part;
        var change = over > 0 ? Math.Min(Growth * over, (MostGrowth * _share) + 0.5) : Shrinkage * over * part;

        // The longer the answers take, the older is what they show.
        var caution = 1 + (_inFlight / 4.0);
        _share = Math.Clamp(_share + (change * since.TotalSeconds / caution), LeastShare, Math.Max(LeastShare, _max));
        _bound = Math.Max(_share, Math.Max(Used + (over / 5), remaining < _max / 3 ? 0 : remaining / caution));
    }

    /// <summary>What has left the window makes room.</summary>
    private void Pass(TimeSpan now) => _room.Pass(_cooling.Pass(now));

    private bool IsNearAt(TimeSpan now) => now - _nearAt < _interval * 2;

    /// <summary>Where nothing is known a few look, and another one each time that their answers are late.</summary>
    private Turn AtEase(TimeSpan now)
    {
        var most = Math.Min(_max / 8, (_room.Age(now) < _interval ? _room.Calls : Few) - (_max / 3));
        return _inFlight > 0 && _inFlight >= Math.Max(most, Few) && _room.SinceTake(now) < Late ? Turn.Crowded : Turn.Taken;
    }

    private Turn OfShare(TimeSpan now)
    {
        var wait = WaitOfShare(now);
        if (wait > TimeSpan.Zero) return Turn.Later(wait);
        _pace = (_pace > now ? _pace : now) + Spacing;
        return Turn.Taken;
    }

    private TimeSpan WaitOfShare(TimeSpan now)
    {
        if (Used + 1 > _bound || _room.Wait(now, _inFlight) is not { } wait) return _cooling.NextIn(now) is { } next && next < Fresh ? next : Fresh;
        if (wait > TimeSpan.Zero) return wait;

        // Not all at once.
        return _pace - now - Ahead;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
