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
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InvisibleAfterKill = TimeSpan.FromMinutes(10);
    private static readonly AsyncLocal<CancellationTokenSource?> Host = new();
    private readonly Lock _lock = new();
    private readonly List<Item> _items = [];
    private readonly HashSet<CancellationTokenSource> _running = [];

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
        // What a handler sends at once is received after it has ended: what it stores next is there by then.
        var item = new Item(queue, body, time.GetUtcNow() + delay, 0)
        {
            Id = Guid.NewGuid().ToString(),
            Sender = delay == TimeSpan.Zero ? Host.Value : null,
        };
        lock (_lock) _items.Add(item);
        return Task.FromResult(new WorkReceipt(queue, item.Id, ""));
    }

    public Task<bool> TakeBackAsync(WorkReceipt receipt, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_items.RemoveAll(item => item.Id == receipt.MessageId && item.Tries == 0) > 0);
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
            else if (TimeProvider.System.GetElapsedTime(waiting) > Stuck) throw new TimeoutException("A handler waits for time that nobody moves.");
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

    /// <summary>Kills the host that runs the calling handler: nothing after it happens any more.</summary>
    public static void KillHost()
    {
        Host.Value?.Cancel();
        throw new HostKilledException();
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
            var due = _items
                .Where(item => item.Due <= now && (item.Sender is null || !_running.Contains(item.Sender)))
                .MinBy(item => item.Due);
            if (due is not null) _items.Remove(due);
            return due;
        }
    }

    private async Task RunAsync(Item item)
    {
        using var host = new CancellationTokenSource();
        Host.Value = host;
        lock (_lock) _running.Add(host);
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
        finally
        {
            lock (_lock) _running.Remove(host);
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

        public CancellationTokenSource? Sender { get; init; }
    }
}

/// <summary>Stands for kill -9 of the host that runs a handler.</summary>
internal sealed class HostKilledException() : Exception("killed");
