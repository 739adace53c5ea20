using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators;

/// <summary>Work that goes on behind an answer, so that tests can wait for its end.</summary>
internal sealed class RunningWork
{
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private long _last;

    public int Count => _running.Count;

    /// <param name="work">Handles its own failures.</param>
    public void Track(Task work)
    {
        var number = Interlocked.Increment(ref _last);
        _running[number] = work;
        _ = work.ContinueWith(_ => _running.TryRemove(number, out var _), TaskScheduler.Default);
    }

    /// <summary>Ends when nothing runs any more, also nothing that was begun meanwhile.</summary>
    public async Task WhenDoneAsync()
    {
        while (!_running.IsEmpty)
        {
            await Task.WhenAll(_running.Values);
            await Task.Yield();
        }
    }
}
