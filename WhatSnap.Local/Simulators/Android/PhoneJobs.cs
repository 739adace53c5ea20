using System.Text.Json;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>One thing that the app has to do.</summary>
internal sealed class PhoneJob
{
    public required string Name { get; init; }

    /// <summary>Does it; the answer says after which time it is to be done again, null for never.</summary>
    public required Func<CancellationToken, Task<TimeSpan?>> Run { get; init; }

    /// <summary>After which time a try with this number, from 1, is made again; null gives up.</summary>
    public Func<int, TimeSpan?> Retry { get; init; } = _ => null;

    /// <summary>Waits until the phone has a network.</summary>
    public Func<bool> NeedsNetwork { get; init; } = () => false;

    /// <summary>Ends with the app's services; other jobs stand in its database.</summary>
    public bool IsOfService { get; init; }

    /// <summary>When it is taken up again after the app was killed meanwhile.</summary>
    public TimeSpan AfterKill { get; init; }

    public DateTimeOffset Due { get; set; }

    public int Tries { get; set; }

    public bool IsAgain { get; set; }
}

/// <summary>
/// What the app has to do and when. Either it is run as time goes by, or, for tests in virtual time, one after the other by who moves the
/// clock.
/// </summary>
internal sealed class PhoneJobs(PhoneStore store, TimeProvider time) : IDisposable
{
    private const int AtOnce = 10;
    private readonly Lock _lock = new();
    private readonly List<PhoneJob> _waiting = [];
    private readonly HashSet<PhoneJob> _running = [];
    private readonly List<string> _givenUp = [];
    private CancellationTokenSource _calls = new();
    private TaskCompletionSource _changed = NewSignal();
    private int _kills;

    /// <summary>Cancelled when the network breaks off or the app ends.</summary>
    public CancellationToken Calls
    {
        get
        {
            lock (_lock) return _calls.Token;
        }
    }

    /// <summary>How often the app's process has ended.</summary>
    public int Kills => Volatile.Read(ref _kills);

    public int CountOf(string name)
    {
        lock (_lock) return _waiting.Concat(_running).Count(job => job.Name == name);
    }

    /// <summary>How many jobs of a name were given up.</summary>
    public int GivenUpOf(string name)
    {
        lock (_lock) return _givenUp.Count(one => one == name);
    }

    /// <summary>When the next job is due that does not wait for the network; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock) return _waiting.Where(CanRun).Select(job => (DateTimeOffset?)job.Due).Min();
        }
    }

    public void Add(PhoneJob job, TimeSpan after = default)
    {
        job.Due = time.GetUtcNow() + after;
        lock (_lock) _waiting.Add(job);
        Signal();
    }

    /// <summary>Adds a job of which one is enough; one that waits already comes earlier, one that runs is done again.</summary>
    public void AddOnce(PhoneJob job, TimeSpan after = default)
    {
        lock (_lock)
        {
            var due = time.GetUtcNow() + after;
            if (_waiting.FirstOrDefault(one => one.Name == job.Name) is { } waiting)
            {
                if (due < waiting.Due) (waiting.Due, waiting.Tries) = (due, 0);
            }
            else if (_running.FirstOrDefault(one => one.Name == job.Name) is { } running)
            {
                running.IsAgain = true;
            }
            else
            {
                job.Due = due;
                _waiting.Add(job);
            }
        }

        Signal();
    }

    /// <summary>The network is another, or there is none any more: calls break off.</summary>
    public void BreakCalls()
    {
        CancellationTokenSource broken;
        lock (_lock) (broken, _calls) = (_calls, new CancellationTokenSource());
        broken.Cancel();
        Signal();
    }

    /// <summary>Looks again at what can be done.</summary>
    public void Wake() => Signal();

    /// <summary>The app's process ends; what stands in its database stays.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _kills++;
            _waiting.RemoveAll(job => job.IsOfService);
            foreach (var job in _running.Where(job => !job.IsOfService))
            {
                job.Due = time.GetUtcNow() + job.AfterKill;
                _waiting.Add(job);
            }

            _running.Clear();
        }

        BreakCalls();
    }

    public void Clear()
    {
        Kill();
        lock (_lock) _waiting.Clear();
    }

    /// <summary>Does what is due, one after the other, until nothing more is. The clock is not moved.</summary>
    public async Task RunDueAsync(CancellationToken cancellationToken)
    {
        while (Take() is { } job) await RunAsync(job, cancellationToken);
    }

    /// <summary>Does what there is as it becomes due, some at once, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Task> running = [];
        while (!cancellationToken.IsCancellationRequested)
        {
            var changed = Volatile.Read(ref _changed);
            foreach (var done in running.Where(task => task.IsCompleted).ToList())
            {
                running.Remove(done);
                await done;
            }

            while (running.Count < AtOnce && Take() is { } job) running.Add(RunAsync(job, cancellationToken));
            if (changed.Task.IsCompleted) Interlocked.CompareExchange(ref _changed, NewSignal(), changed);
            await WaitAsync(running, changed.Task, cancellationToken);
        }

        await Task.WhenAll(running);
    }

    /// <summary>What is under way breaks off.</summary>
    public void Dispose()
    {
        _calls.Cancel();
        _calls.Dispose();
    }

    private async Task WaitAsync(List<Task> running, Task changed, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = running.Count < AtOnce && NextDue is { } due ? due - time.GetUtcNow() : Timeout.InfiniteTimeSpan;
        if (wait != Timeout.InfiniteTimeSpan && wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        await Task.WhenAny([.. running, changed, Task.Delay(wait, time, stop.Token)]);
        await stop.CancelAsync();
    }

    private bool CanRun(PhoneJob job) => store.IsOnline || !job.NeedsNetwork();

    private PhoneJob? Take()
    {
        lock (_lock)
        {
            var job = _waiting.Where(job => job.Due <= time.GetUtcNow() && CanRun(job)).MinBy(job => job.Due);
            if (job is null) return null;
            _waiting.Remove(job);
            _running.Add(job);
            job.IsAgain = false;
            return job;
        }
    }

    private async Task RunAsync(PhoneJob job, CancellationToken cancellationToken)
    {
        var kills = Kills;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(Calls, cancellationToken);
        try
        {
            Finish(job, kills, await job.Run(both.Token), hasFailed: false);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or JsonException or FormatException or InvalidOperationException)
        {
            Finish(job, kills, job.Retry(job.Tries + 1), hasFailed: true);
        }
    }

    private void Finish(PhoneJob job, int kills, TimeSpan? again, bool hasFailed)
    {
        lock (_lock)
        {
            // Whatever a killed app had in hand stands in its database as it was.
            if (kills != _kills || !_running.Remove(job)) return;
            job.Tries = hasFailed ? job.Tries + 1 : 0;
            if (job.IsAgain) again = TimeSpan.Zero;
            if (again is { } wait)
            {
                job.Due = time.GetUtcNow() + wait;
                _waiting.Add(job);
            }
            else if (hasFailed)
            {
                _givenUp.Add(job.Name);
            }
        }

        Signal();
    }

    private void Signal() => Volatile.Read(ref _changed).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
