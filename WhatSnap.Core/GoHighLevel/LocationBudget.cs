using System.Net;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The calls that this worker may make for one location. Far from the limit nobody is asked. Near it the worker keeps to a
/// share of the window, whose calls count from their start until a whole window after their answer: however long a call
/// was on its way, the shares of all workers together never pass the limit in any window, sliding or fixed.
/// </summary>
internal sealed class LocationBudget(TimeProvider time)
{
    /// <summary>A share that was not renewed for this long is not used any more.</summary>
    internal static readonly TimeSpan ShareLife = TimeSpan.FromSeconds(15);

    /// <summary>How often a share is renewed at least while calls are made.</summary>
    internal static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    private const int UsualMax = 100;
    private const int MostPerWork = 3;

    /// <summary>Calls under way of a worker that does not know how busy the location is.</summary>
    private const int Probes = 1;
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TimeSpan, TimeSpan> _cooling = new();
    private readonly long _origin = time.GetTimestamp();
    private TaskCompletionSource _ended = New();
    private bool _isCounted = true;
    private bool _hasMax;
    private double _callsPerWork = 1;
    private int _inFlight;
    private int? _remaining;
    private TimeSpan? _answeredAt;
    private TimeSpan? _lookedAt;
    private TimeSpan? _joinedAt;
    private TimeSpan _renewedAt;
    private TimeSpan _renewAt;
    private TimeSpan _pace;
    private int _share;
    private int _fair;
    private bool _isLent;
    private DateTimeOffset _closedUntil;

    public int Max { get; private set; } = UsualMax;

    public TimeSpan Interval { get; private set; } = UsualInterval;

    /// <summary>When the calls of the day come back; null while there are some.</summary>
    public DateTimeOffset? ParkedUntil { get; private set; }

    /// <summary>Who waits for the next call.</summary>
    public TurnLine Line { get; } = new();

    /// <summary>Where work that has to wait gets its time.</summary>
    public TimeSlots Slots { get; } = new(time);

    /// <summary>True while the location is near its limit and its workers share it, or did so a moment ago.</summary>
    public bool IsShared
    {
        get
        {
            lock (_gate) return IsJoined(Now);
        }
    }

    /// <summary>How long the location has to wait before its next call; zero when it is open.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (_gate) return Left();
        }
    }

    /// <summary>About how far apart this worker's calls have to be.</summary>
    public TimeSpan Step
    {
        get
        {
            lock (_gate) return Interval / Math.Max(1, IsJoined(Now) ? _fair : Max / 2);
        }
    }

    /// <summary>The end of the next call; done when none is under way.</summary>
    public Task NextEnd
    {
        get
        {
            lock (_gate) return _inFlight > 0 ? _ended.Task : Task.CompletedTask;
        }
    }

    /// <summary>True while nothing says that the location is near its limit.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate) return !IsJoined(Now) && IsRoomy(Now, 1, Glance);
        }
    }

    /// <summary>Calls that one piece of work makes, by experience.</summary>
    public int CallsPerWork
    {
        get
        {
            lock (_gate) return Math.Clamp((int)Math.Round(_callsPerWork), 1, Math.Clamp(_share, 1, MostPerWork));
        }
    }

    /// <summary>A clock that only goes on.</summary>
    public TimeSpan Clock => Now;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>A quarter faster than on average.</summary>
    private TimeSpan Spacing => Interval / Math.Max(1, _share) * 0.8;

    private int Used => _inFlight + _cooling.Count;

    /// <summary>Calls under way of a worker that goes by what GoHighLevel shows: there may be several.</summary>
    private int Few => Math.Max(Probes, Max / 20);

    /// <summary>Starts <paramref name="calls"/> calls, if they may.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="ahead">How long the caller has something else to do before them.</param>
    public Turn TryTake(int calls, TimeSpan ahead)
    {
        lock (_gate)
        {
            if (Left() is var left && left > TimeSpan.Zero) return Turn.Later(left);
            var now = Now;
            Cool(now);
            var turn = !_isCounted ? Turn.Taken : IsJoined(now) ? OfShare(now, calls, ahead) : AtEase(now, calls);
            if (turn.IsTaken) _inFlight += calls;
            return turn;
        }
    }

    /// <summary>Gives calls back that were not made and were not to start before <paramref name="from"/>.</summary>
    public void Return(int calls, TimeSpan from)
    {
        lock (_gate)
        {
            _inFlight -= calls;
            _pace -= Spacing * calls;
            for (; calls > 0 && from > Now; calls--) _cooling.Enqueue(from, from);
            TellEnd();
        }
    }

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
            _inFlight--;
            _cooling.Enqueue(Now + Interval, Now + Interval);
            TellEnd();
        }
    }

    /// <summary>Learns from one answer; returns the wait that it asks for, zero when there is none.</summary>
    public TimeSpan Learn(HttpStatusCode status, RateHeaders headers)
    {
        lock (_gate)
        {
            var now = Now;
            _answeredAt = now;
            Interval = headers.Interval ?? Interval;
            Max = headers.Max ?? Max;
            _remaining = headers.Remaining;
            _hasMax |= headers.Max is not null;

            // A server that never said a limit has none that could be shared.
            _isCounted = _hasMax;
            if (headers.DailyRemaining == 0) return Park(headers);

            // Near the limit the last call of a window is always out: then the share alone decides.
            var isUsedUp = status == HttpStatusCode.TooManyRequests || (headers.Remaining == 0 && !IsSettled(now));
            if (isUsedUp) CloseUntil(time.GetUtcNow() + (headers.RetryAfter ?? headers.Interval ?? UsualInterval));
            return isUsedUp ? Left() : TimeSpan.Zero;
        }
    }

    /// <summary>What the worker would have of the window: nothing yet to be given up when it has no share.</summary>
    public ShareNeed Need()
    {
        lock (_gate)
        {
            var now = Now;
            Cool(now);
            var isCalm = _remaining is { } left && left > Max * 3 / 4 && Used < Max / 8 && IsSettled(now);
            return new ShareNeed(Max, Used, isCalm);
        }
    }

    /// <summary>Takes what the shares say: a share, null to go on without one, or nobody shares.</summary>
    /// <param name="share">The share; null when the location is far from its limit.</param>
    /// <param name="fair">The share that it is to be, once others gave up what they have too much or don't use.</param>
    /// <param name="isFinal">False while it is to grow or to shrink soon.</param>
    /// <param name="isLent">True when others have shares which they don't use.</param>
    /// <param name="askedAt">When it was asked for, by <see cref="Clock"/>.</param>
    public void Adopt(int? share, int fair, bool isFinal, bool isLent, TimeSpan askedAt)
    {
        lock (_gate)
        {
            _lookedAt = askedAt;
            if (share is not { } calls)
            {
                _joinedAt = null;
                return;
            }

            _isLent = isLent;
            if (_joinedAt is null || askedAt - _renewedAt > ShareLife) _joinedAt = askedAt;
            (_share, _fair, _renewedAt, _renewAt) = (calls, fair, askedAt, askedAt + (isFinal && IsSettled(askedAt) ? RenewEvery : Glance));
        }
    }

    /// <summary>The shares could not be read: what is there goes on until its end.</summary>
    public void RenewIn(TimeSpan wait)
    {
        lock (_gate) _renewAt = Now + wait;
    }

    private void TellEnd()
    {
        _ended.TrySetResult();
        _ended = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Turn AtEase(TimeSpan now, int calls)
    {
        if (!IsRoomy(now, calls, Glance)) return Turn.Unshared;
        if (IsCrowded(calls)) return Turn.Crowded;
        return IsSeen(now) || now - _lookedAt < Interval || _inFlight + calls <= Probes ? Turn.Taken : Turn.Unshared;
    }

    /// <summary>True when half of the window is left, as far as this worker knows, for what it and others have under way.</summary>
    private bool IsRoomy(TimeSpan now, int calls, TimeSpan fresh) =>
        (now - _answeredAt < fresh ? _remaining ?? Max : Max) - _inFlight - calls >= Max / 2;

    private bool IsCrowded(int calls) => _inFlight + calls > Math.Max(Probes, Max / 8);

    private bool IsSeen(TimeSpan now) => now - _answeredAt < Glance;

    private Turn OfShare(TimeSpan now, int calls, TimeSpan ahead)
    {
        if (now >= _renewAt) return Turn.Unshared;
        if (!HasShare(now)) return Unclaimed(now, calls) ?? Turn.Later(Glance);

        // Others may not have seen yet that it is shared: what GoHighLevel counts is kept to as well.
        if (!IsSettled(now) && !IsLeft(now, calls)) return Turn.Later(Glance);
        if (!IsSettled(now) && _inFlight + calls > Few) return Turn.Crowded;

        // At most a second's calls at once.
        if (_pace - now > Glance) return Turn.Later(_pace - now - Glance);
        var (from, wait) = FromWhen(now, Used + calls - _share, ahead);
        if (wait > TimeSpan.Zero) return Unclaimed(now, calls) ?? Turn.Later(wait < _renewAt - now ? wait : _renewAt - now);
        _pace = (_pace > from ? _pace : from) + (Spacing * calls);
        return Turn.Taken with { From = from };
    }

    /// <summary>
    /// Shares of workers that are gone, or want nothing now, are used by the others as far as GoHighLevel itself shows calls to
    /// be left over, a few at a time.
    /// </summary>
    private Turn? Unclaimed(TimeSpan now, int calls) =>
        _isLent && _inFlight + calls <= Few && IsLeft(now, calls) ? Turn.Taken : null;

    /// <summary>True when GoHighLevel shows that a quarter of the window is left; what it showed a while ago is looked at by one call.</summary>
    private bool IsLeft(TimeSpan now, int calls) => IsSeen(now)
        ? _remaining - _inFlight - calls >= Max / 4
        : _inFlight + calls <= Probes && (_remaining is null or > 0 || now - _answeredAt > Interval);

    /// <summary>From when calls may start that are too many until others leave the window, or the wait until they may be taken.</summary>
    private (TimeSpan From, TimeSpan Wait) FromWhen(TimeSpan now, int tooMany, TimeSpan ahead)
    {
        var leaving = new List<TimeSpan>();
        while (leaving.Count < tooMany && _cooling.TryPeek(out var next, out _) && next - now <= ahead) leaving.Add(_cooling.Dequeue());
        if (leaving.Count >= tooMany) return (leaving.Count > 0 ? leaving[^1] : now, TimeSpan.Zero);

        foreach (var end in leaving) _cooling.Enqueue(end, end);
        return (now, _cooling.TryPeek(out var first, out _) && first - now > ahead ? first - now - ahead : Glance);
    }

    /// <summary>A worker that asked for nothing for a while looks at it anew.</summary>
    private bool IsJoined(TimeSpan now) => _joinedAt is not null && now - _renewedAt < ShareLife * 2;

    private bool HasShare(TimeSpan now) => _joinedAt is not null && now - _renewedAt < ShareLife;

    /// <summary>True when each worker that makes calls must have seen that the location is near its limit.</summary>
    private bool IsSettled(TimeSpan now) => HasShare(now) && now - _joinedAt > Interval + GoHighLevelTransport.CallLimit;

    private void Cool(TimeSpan now)
    {
        while (_cooling.TryPeek(out var first, out _) && first <= now) _cooling.Dequeue();
    }

    private TimeSpan Park(RateHeaders headers)
    {
        var now = time.GetUtcNow();
        if (ParkedUntil is not { } until || until <= now)
        {
            // Where a new day began by our count and not by GoHighLevel's, it is looked at every hour.
            var isStill = ParkedUntil is { } before && now - before < TimeSpan.FromHours(2);
            ParkedUntil = headers.DailyReset
                ?? (isStill ? now.AddHours(1) : new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero));
        }

        CloseUntil(ParkedUntil.Value);
        return Left();
    }

    /// <summary>A short wait never ends a longer one before its time.</summary>
    private void CloseUntil(DateTimeOffset until)
    {
        if (until > _closedUntil) _closedUntil = until;
    }

    private TimeSpan Left() => _closedUntil - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
