using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>Several workers that call one GoHighLevel in virtual time; each call and each answer is on its way for a while.</summary>
internal sealed class RateStage(TableServiceClient tables, int seed)
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Func<Task>, TimeSpan> _coming = new();
    private readonly DateTimeOffset _start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public SlidingCrm Crm { get; } = new(100, TimeSpan.FromSeconds(10));

    public GrantKey Location { get; } = GrantKey.OfLocation($"loc{Guid.NewGuid():N}");

    /// <summary>How long workers take calls before they may start; then each fourth is given back at once.</summary>
    public TimeSpan Ahead { get; init; }

    public TimeSpan Now => Time.GetUtcNow() - _start;

    public static async Task<RateStage> StartAsync(int seed, TimeSpan ahead = default)
    {
        var tables = new TableServiceClient(await TestStorage.ConnectionStringAsync());
        await tables.CreateTableIfNotExistsAsync(TableNames.Budgets);
        return new RateStage(tables, seed) { Ahead = ahead };
    }

    /// <summary>A stage whose storage answers at once.</summary>
    public static RateStage OnOneThread(int seed) => new(new MemoryTable().Service, seed);

    public RateBudgets NewWorker()
    {
        var table = new BudgetTable(tables);
        return new RateBudgets(table, new ShareBudget(table, NullLogger<ShareBudget>.Instance), Time, NullLogger<RateBudgets>.Instance);
    }

    public AdmitWork NewAdmission(RateBudgets worker) => new(worker, Time);

    /// <summary>Moves the clock by one tick and lets arrive what is due.</summary>
    public async Task TickAsync()
    {
        Time.Advance(Tick);
        while (Arrived() is { } what) await what();
    }

    /// <summary>Lets something happen later.</summary>
    public void In(TimeSpan delay, Func<Task> what)
    {
        lock (_coming) _coming.Enqueue(what, Now + delay);
    }

    /// <summary>A call that was taken leaves; its answer comes back, unless its worker is dead by then.</summary>
    public void Call(RateBudgets worker, Func<bool> isAlive, Action? done = null, TimeSpan wait = default) => In(wait + Between(5, 300), () =>
    {
        var answer = Crm.Call(Now);
        In(Between(5, 300), async () =>
        {
            using (answer)
            {
                if (!isAlive()) return;
                await worker.LearnAsync(Location, answer.StatusCode, answer.Headers, CancellationToken.None);
                worker.End(Location);
            }

            done?.Invoke();
        });
        return Task.CompletedTask;
    });

    /// <summary>As many calls as the worker may make now, at most <paramref name="wanted"/>.</summary>
    public async Task CallAllAsync(RateBudgets worker, int wanted, Func<bool> isAlive)
    {
        for (var call = 0; call < wanted; call++)
        {
            var turn = await worker.TakeAsync(Location, 1, Ahead, CancellationToken.None);
            if (!turn.IsTaken) return;
            var wait = turn.From - worker.Of(Location).Clock;
            if (Ahead > TimeSpan.Zero && Next(4) == 0) worker.Of(Location).Return(1, turn.From);
            else Call(worker, isAlive, wait: wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    public TimeSpan Between(int least, int most) => TimeSpan.FromMilliseconds(least + Next(most - least));

    public int Next(int below)
    {
        lock (_random) return _random.Next(below);
    }

    private Func<Task>? Arrived()
    {
        lock (_coming) return _coming.TryPeek(out _, out var at) && at <= Now ? _coming.Dequeue() : null;
    }
}
