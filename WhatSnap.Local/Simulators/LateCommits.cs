using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators;

/// <summary>Does work after its caller has left; a reset or the simulator's end drops what is still waiting.</summary>
internal sealed class LateCommits(TimeProvider time, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<long, Task> _waiting = new();
    private long _last;
    private long _epoch;

    public int Count => _waiting.Count;

    /// <summary>Taken when a request arrives, so that its late work is not done after a reset in between.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    public void Add(long epoch, TimeSpan delay, Action work)
    {
        var number = Interlocked.Increment(ref _last);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[number] = RunAsync(number, epoch, delay, work, started.Task);
        started.SetResult();
    }

    public Task WhenDoneAsync() => Task.WhenAll(_waiting.Values);

    public void Drop() => Interlocked.Increment(ref _epoch);

    private async Task RunAsync(long number, long epoch, TimeSpan delay, Action work, Task started)
    {
        await started;
        try
        {
            await Task.Delay(delay, time, stopping);
            if (epoch == Epoch) work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The simulator ends: what it had not done yet stays undone, as after a crash.
        }
        finally
        {
            _waiting.TryRemove(number, out _);
        }
    }
}
