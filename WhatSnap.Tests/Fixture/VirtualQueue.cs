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
    private static readonly TimeSpan InvisibleAfterKill = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private readonly List<Item> _items = [];

    /// <summary>What consumes each queue.</summary>
    public Dictionary<string, Func<string, CancellationToken, Task>> Consumers { get; } = [];

    /// <summary>Handlers that run at the same time.</summary>
    public int Workers { get; set; } = 16;

    /// <summary>Failures of handlers, for tests that expect none.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = [];

    public int Count
    {
        get
        {
            lock (_lock) return _items.Count;
        }
    }

    public Task<WorkReceipt> SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken)
    {
        var item = new Item(queue, body, time.GetUtcNow() + delay, 0) { Id = Guid.NewGuid().ToString() };
        lock (_lock) _items.Add(item);
        return Task.FromResult(new WorkReceipt(queue, item.Id, ""));
    }

    public Task TakeBackAsync(WorkReceipt receipt, CancellationToken cancellationToken)
    {
        lock (_lock) _items.RemoveAll(item => item.Id == receipt.MessageId && item.Tries == 0);
        return Task.CompletedTask;
    }

    /// <summary>Runs what is due now until nothing more is, without moving the clock.</summary>
    public async Task RunDueAsync()
    {
        var running = new List<Task>();
        while (true)
        {
            while (running.Count < Workers && Take() is { } item) running.Add(RunAsync(item));
            if (running.Count == 0) return;
            var finished = await Task.WhenAny([.. running, Task.Delay(Stuck, TimeProvider.System)]);
            if (!running.Remove(finished)) throw new TimeoutException("A handler waits for time that nobody moves.");
        }
    }

    /// <summary>Runs all there is, moving the clock to the next message whenever nothing is due.</summary>
    /// <returns>How much virtual time went by.</returns>
    public async Task<TimeSpan> RunAllAsync(TimeSpan atMost)
    {
        var start = time.GetUtcNow();
        while (true)
        {
            await RunDueAsync();
            var next = NextDue();
            if (next is null || next - start > atMost) return time.GetUtcNow() - start;
            if (next > time.GetUtcNow()) time.SetUtcNow(next.Value);
        }
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
        try
        {
            await Task.Run(() => Consumers[item.Queue](item.Body, CancellationToken.None));
        }
        catch (HostKilledException)
        {
            Return(item, InvisibleAfterKill);
        }
        catch (Exception failed)
        {
            Failures.Enqueue(failed);
            Return(item, TimeSpan.Zero);
        }
    }

    private void Return(Item item, TimeSpan delay)
    {
        var tries = item.Tries + 1;
        lock (_lock)
        {
            _items.Add(tries < MostTries
                ? item with { Due = time.GetUtcNow() + delay, Tries = tries }
                : new Item(item.Queue + QueueNames.PoisonSuffix, item.Body, time.GetUtcNow() + delay, 0));
        }
    }

    private sealed record Item(string Queue, string Body, DateTimeOffset Due, int Tries)
    {
        public string Id { get; init; } = "";
    }
}

/// <summary>Stands for kill -9 of the host that runs a handler.</summary>
internal sealed class HostKilledException() : Exception("killed");
