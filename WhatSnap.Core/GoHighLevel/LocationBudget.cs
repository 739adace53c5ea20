using System.Net;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The calls that this worker may make for one location. Far from the limit they leave a few at a time, by what GoHighLevel
/// shows in each answer to be left. Near it the worker keeps to its claim of the window (<see cref="CallClaims"/>).
/// </summary>
internal sealed class LocationBudget(TimeProvider time)
{
    private const int UsualMax = 100;

    /// <summary>Calls under way of a worker that knows nothing of the location.</summary>
    private const int Few = 2;

    /// <summary>Calls of a claim are that much closer to each other than they need be.</summary>
    private const double Haste = 0.7;

    /// <summary>Pieces of work that prepare themselves at a time before their first call.</summary>
    private const int MostPrepared = 4;

    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(10);

    /// <summary>What an answer showed longer ago is not built upon.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Answers that take longer are not waited for.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);

    /// <summary>Work that was let in needs about so long until its first call.</summary>
    private static readonly TimeSpan Preparation = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a worker that keeps to its claim waits after a refusal that says nothing else.</summary>
    private static readonly TimeSpan AfterChance = TimeSpan.FromSeconds(2);

    /// <summary>What may leave at once of a claim: as much as it has in this time.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly CoolingCalls _cooling = new();
    private readonly LocationClosing _closing = new(time);
    private readonly OwnClaim _claim = new();
    private readonly SeenRoom _room = new(UsualMax);
    private readonly long _origin = time.GetTimestamp();
    private TaskCompletionSource _ended = New();
    private bool _isCounted = true;
    private bool _hasMax;
    private int _inFlight;
    private int _goingOn;
    private int _prepared;
    private TimeSpan _pace;
    private TimeSpan? _nearAt;
    private int _max = UsualMax;
    private TimeSpan _interval = UsualInterval;

    /// <summary>When the calls of the day come back; null while there are some.</summary>
    public DateTimeOffset? ParkedUntil => _closing.ParkedUntil;

    /// <summary>Who waits for the next call.</summary>
    public TurnLine Line { get; } = new();

    /// <summary>How many calls the work of each queue makes.</summary>
    public WorkWeights Weights { get; } = new();

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
            lock (_gate) return _interval / Math.Max(_claim.Calls, _max / 3);
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

    /// <summary>True when the window should be divided anew at once.</summary>
    public bool IsShortAnew
    {
        get
        {
            lock (_gate) return _claim.IsShortAnew;
        }
    }

    private RateWindow Window => new(_max, _interval);

    private TimeSpan Now => time.GetElapsedTime(_origin);

    private int Used => _inFlight + _cooling.Count;

    /// <summary>Divides the window anew by what this worker has and needs (<see cref="OwnClaim.Offer"/>).</summary>
    /// <param name="claims">The claims of all; null where there are none.</param>
    /// <param name="worker">This worker.</param>
    public (CallClaims Claims, int Calls) Offer(CallClaims? claims, string worker)
    {
        lock (_gate)
        {
            var (now, at) = (time.GetUtcNow(), Now);
            Pass(at);
            return _claim.Offer(claims ?? CallClaims.None(Window, now), worker, Used, Window, now, at);
        }
    }

    /// <summary>The claims of the others that still count.</summary>
    public CallClaims OthersOf(CallClaims claims, string worker)
    {
        lock (_gate) return claims.Without(worker, Window, time.GetUtcNow());
    }

    /// <summary>The claim that was offered is stored.</summary>
    public void Claim(int calls)
    {
        lock (_gate) _claim.Take(calls);
    }

    /// <summary>Starts a call, if it may.</summary>
    /// <param name="goesOn">True for work that made calls before: it goes before work that begins.</param>
    public Turn TryTake(bool goesOn = false)
    {
        lock (_gate)
        {
            if (_closing.Left is var left && left > TimeSpan.Zero) return Turn.Later(left);
            var now = Now;
            Pass(now);
            var turn = !_isCounted ? Turn.Taken : !IsNearAt(now) ? AtEase(now) : goesOn || _goingOn == 0 ? OfClaim(now) : Turn.Later(Late);
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
            var wait = IsNearAt(now) ? WaitOfClaim(now) - Preparation : TimeSpan.Zero;
            if (wait > TimeSpan.Zero) return Turn.Later(wait);
            Interlocked.Increment(ref _prepared);
            return Turn.Taken;
        }
    }

    /// <summary>Work that was let in has taken its first call, or makes none.</summary>
    public void Prepared() => Interlocked.Decrement(ref _prepared);

    /// <summary>One more piece of work waits that made calls before, or one less.</summary>
    public void WaitToGoOn(int change) => Interlocked.Add(ref _goingOn, change);

    /// <summary>A call has ended, in whatever way. Should it have reached GoHighLevel, then not after this.</summary>
    /// <param name="hasLeft">False when it never left, and so does not count.</param>
    public void End(bool hasLeft = true)
    {
        lock (_gate)
        {
            var now = Now;
            _inFlight--;
            if (hasLeft)
            {
                _room.End(now);
                _cooling.Add(now + _interval);
            }
            else
            {
                _room.NeverLeft();
            }

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
            if (headers.Remaining is { } remaining) See(Now, remaining);
            if (headers.DailyRemaining == 0) return _closing.Park(headers.DailyReset);
            if (status == HttpStatusCode.TooManyRequests)
            {
                // Who keeps to a claim was refused by chance: calls leave the window all the time.
                var usual = wasNear ? AfterChance : headers.Interval ?? UsualInterval;
                return _closing.Close(headers.RetryAfter ?? usual);
            }

            return headers.Remaining == 0 && !_hasMax ? _closing.Close(_interval) : TimeSpan.Zero;
        }
    }

    private void See(TimeSpan now, int remaining)
    {
        Pass(now);
        var wasNear = IsNearAt(now);
        _room.See(now, remaining, Math.Clamp(Used / (double)Math.Max(1, _max - remaining), 0.1, 1));
        if (remaining < _max / 3) _nearAt = now;
        else if (!wasNear) return;
        if (wasNear) _claim.See(remaining);
        else _claim.Begin(Used, remaining, now);
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

    private Turn OfClaim(TimeSpan now)
    {
        var wait = WaitOfClaim(now);
        if (wait > TimeSpan.Zero) return Turn.Later(wait);
        _pace = (_pace > now ? _pace : now) + (_interval / Math.Max(1, _claim.At(now)) * Haste);
        return Turn.Taken;
    }

    private TimeSpan WaitOfClaim(TimeSpan now)
    {
        var wait = Used >= _claim.At(now) ? UntilNext(now) : _room.Wait(now, _inFlight) ?? UntilNext(now);

        // Not all at once.
        if (wait <= TimeSpan.Zero) wait = _pace - now - Ahead;
        if (wait > TimeSpan.Zero) _claim.Miss();
        return wait;
    }

    private TimeSpan UntilNext(TimeSpan now) => _cooling.NextIn(now) is { } next && next < Fresh ? next : Fresh;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
