using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Fixture;

/// <summary>
/// The queues in virtual time, with the rules of the Functions trigger: several messages at once, five tries, then
/// poison; a killed handler's message comes back after ten minutes.
/// </summary>
internal sealed class VirtualQueue(FakeTimeProvider time) : IWorkQueue
{
    private const int MostTries = 5;
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InvisibleAfterKill = TimeSpan.FromMinutes(10);
    private static readonly AsyncLocal<CancellationTokenSource?> Host = new();
    private readonly Lock _lock = new();
    private readonly List<Item> _items = [];
    private int _answering;

    /// <summary>What consumes each queue.</summary>
    public Dictionary<string, Func<string, CancellationToken, Task>> Consumers { get; } = [];

    /// <summary>Handlers that run at the same time.</summary>
    public int Workers { get; set; } = 16;

    /// <summary>Whether handlers wait in a location's line: then the clock is moved a little when nothing else goes on.</summary>
    public Func<bool> WaitsInLine { get; set; } = () => false;

    /// <summary>Failures of handlers, for tests that expect none.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = [];

    /// <summary>Called before and after each change that a handler makes to a queue; may kill its host.</summary>
    public Action OnCall { get; set; } = () => { };

    public int Count
    {
        get
        {
            lock (_lock) return _items.Count;
        }
    }

    public Task<WorkReceipt> SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken)
    {
        Call();
        var item = new Item(queue, body, time.GetUtcNow() + delay, 0)
        {
            Id = Guid.NewGuid().ToString(),
            Receipt = Guid.NewGuid().ToString(),
        };
        lock (_lock) _items.Add(item);
        Call();
        return Task.FromResult(new WorkReceipt(queue, item.Id, item.Receipt));
    }

    public Task<bool> ChangeAsync(WorkReceipt receipt, string body, TimeSpan delay, CancellationToken cancellationToken)
    {
        Call();
        bool isChanged;
        lock (_lock)
        {
            var item = _items.SingleOrDefault(item => item.Is(receipt));
            isChanged = item is not null && _items.Remove(item);
            if (isChanged) _items.Add(item! with { Body = body, Due = time.GetUtcNow() + delay, Receipt = Guid.NewGuid().ToString() });
        }

        Call();
        return Task.FromResult(isChanged);
    }

    public Task<bool> TakeBackAsync(WorkReceipt receipt, CancellationToken cancellationToken)
    {
        Call();
        bool isTaken;
        lock (_lock) isTaken = _items.RemoveAll(item => item.Is(receipt)) > 0;
        Call();
        return Task.FromResult(isTaken);
    }

    /// <summary>Runs what is due now until nothing more is, without moving the clock.</summary>
    public async Task RunDueAsync()
    {
        var running = new List<Task>();
        var waiting = TimeProvider.System.GetTimestamp();
        while (true)
        {
            while (running.Count < Workers && Take() is { } item) running.Add(RunAsync(item));
            if (running.Count == 0) return;

            // Looks for what has become due as well: another worker may receive it while these run.
            var finished = await Task.WhenAny([.. running, Task.Delay(Glance, TimeProvider.System)]);
            if (running.Remove(finished)) waiting = TimeProvider.System.GetTimestamp();
            else if (WaitsInLine() && Volatile.Read(ref _answering) == 0 && TimeProvider.System.GetElapsedTime(waiting) > Patience) time.Advance(Patience);
            else if (TimeProvider.System.GetElapsedTime(waiting) > Stuck) throw new TimeoutException("A handler waits for time that nobody moves.");
        }
    }

    /// <summary>Runs all there is, moving the clock to the next message whenever nothing is due.</summary>
    /// <param name="atMost">Messages that are due later are left.</param>
    /// <param name="meanwhile">Goes along with the handlers that run, where they wait for time themselves.</param>
    /// <returns>How much virtual time went by.</returns>
    public async Task<TimeSpan> RunAllAsync(TimeSpan atMost, Func<Task, Task>? meanwhile = null)
    {
        var start = time.GetUtcNow();
        while (true)
        {
            var running = RunDueAsync();
            await (meanwhile?.Invoke(running) ?? running);
            if (await WaitForAnswersAsync()) continue;
            var next = NextDue();
            if (next is null || next - start > atMost) return time.GetUtcNow() - start;
            if (next > time.GetUtcNow()) time.SetUtcNow(next.Value);
        }
    }

    /// <summary>Answers a webhook. The clock stands meanwhile: it would run past the time that the answer may take.</summary>
    public async Task AnswerAsync(Func<Task> answer)
    {
        Interlocked.Increment(ref _answering);
        try
        {
            await answer();
        }
        finally
        {
            Interlocked.Decrement(ref _answering);
        }
    }

    /// <summary>Kills the host that runs the calling handler: nothing after it happens any more.</summary>
    public static void KillHost()
    {
        Host.Value?.Cancel();
        throw new HostKilledException();
    }

    /// <summary>A host that was killed makes no calls.</summary>
    public static void ThrowIfKilled()
    {
        if (Host.Value is { IsCancellationRequested: true }) throw new HostKilledException();
    }

    private void Call()
    {
        ThrowIfKilled();
        OnCall();
    }

    /// <summary>False when no webhook was being answered.</summary>
    private async Task<bool> WaitForAnswersAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var waited = false;
        for (; Volatile.Read(ref _answering) > 0; waited = true)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Stuck) throw new TimeoutException("A webhook waits for time that nobody moves.");
            await Task.Delay(Glance, TimeProvider.System);
        }

        return waited;
    }

    private DateTimeOffset? NextDue()
    {
        lock (_lock) return _items.Count == 0 ? null : _items.Min(item => item.Due);
    }

    private Item? Take()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var due = _items.Where(item => item.Due <= now).MinBy(item => item.Due);
            if (due is not null) _items.Remove(due);
            return due;
        }
    }

    private async Task RunAsync(Item item)
    {
        using var host = new CancellationTokenSource();
        Host.Value = host;
        try
        {
            await Task.Run(() => Consumers[item.Queue](item.Body, host.Token));
        }
        catch (HostKilledException)
        {
            Return(item, InvisibleAfterKill);
        }
        catch (Exception failed)
        {
            Failures.Enqueue(failed);
            Return(item, RetryDelay);
        }
    }

    private void Return(Item item, TimeSpan delay)
    {
        var tries = item.Tries + 1;
        lock (_lock)
        {
            _items.Add(tries < MostTries
                ? item with { Due = time.GetUtcNow() + delay, Tries = tries, Receipt = "" }
                : new Item(item.Queue + QueueNames.PoisonSuffix, item.Body, time.GetUtcNow() + delay, 0));
        }
    }

    private sealed record Item(string Queue, string Body, DateTimeOffset Due, int Tries)
    {
        public string Id { get; init; } = "";

        public string Receipt { get; init; } = "";

        public bool Is(WorkReceipt receipt) => Id == receipt.MessageId && Receipt == receipt.PopReceipt;
    }
}

/// <summary>Stands for kill -9 of the host that runs a handler.</summary>
internal sealed class HostKilledException() : Exception("killed");
