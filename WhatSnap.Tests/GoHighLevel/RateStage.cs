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
    private readonly RememberedClaims _claims = new();
    private readonly DateTimeOffset _start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public SlidingCrm Crm { get; } = new(100, TimeSpan.FromSeconds(10));

    public GrantKey Location { get; } = GrantKey.OfLocation($"loc{Guid.NewGuid():N}");

    /// <summary>How long work prepares itself at most before its first call; then each fourth makes none.</summary>
    public TimeSpan Ahead { get; init; }

    public TimeSpan Now => Time.GetUtcNow() - _start;

    public static async Task<RateStage> StartAsync(int seed)
    {
        var tables = new TableServiceClient(await TestStorage.ConnectionStringAsync());
        await tables.CreateTableIfNotExistsAsync(TableNames.Budgets);
        return new RateStage(tables, seed);
    }

    /// <summary>A stage without storage: only a used-up day is stored.</summary>
    public static RateStage WithoutStorage(int seed, TimeSpan ahead = default, int unanswered = 0) =>
        new(new TableServiceClient("UseDevelopmentStorage=true"), seed) { Ahead = ahead, Unanswered = unanswered };

    public RateBudgets NewWorker() => new(new BudgetTable(tables), _claims, Time, NullLogger<RateBudgets>.Instance);

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

    /// <summary>One of so many calls is never answered, and given up after <see cref="GoHighLevelTransport.CallLimit"/>; zero for none.</summary>
    public int Unanswered { get; init; }

    /// <summary>A call that was taken leaves; its answer comes back, unless its worker is dead by then.</summary>
    public void Call(RateBudgets worker, Func<bool> isAlive, Action? done = null) => In(Between(5, 300), () =>
    {
        var answer = Crm.Call(Now);
        var isAnswered = Unanswered == 0 || Next(Unanswered) > 0;
        In(isAnswered ? Between(5, 300) : GoHighLevelTransport.CallLimit, async () =>
        {
            using (answer)
            {
                if (!isAlive()) return;
                if (isAnswered) await worker.LearnAsync(Location, answer.StatusCode, answer.Headers, CancellationToken.None);
                worker.End(Location);
            }

            done?.Invoke();
        });
        return Task.CompletedTask;
    });

    /// <summary>As many calls as the worker may make now, at most <paramref name="wanted"/>.</summary>
    public void CallAll(RateBudgets worker, int wanted, Func<bool> isAlive)
    {
        var budget = worker.Of(Location);
        for (var call = 0; call < wanted && (Ahead > TimeSpan.Zero ? budget.TryAdmit() : budget.TryTake()).IsTaken; call++)
        {
            if (Ahead > TimeSpan.Zero) Prepare(worker, isAlive);
            else Call(worker, isAlive);
        }
    }

    private void Prepare(RateBudgets worker, Func<bool> isAlive)
    {
        var (budget, makesCall) = (worker.Of(Location), Next(4) > 0);
        In(Ahead * _random.NextDouble(), Begin);

        Task Begin()
        {
            if (makesCall && !budget.TryTake().IsTaken)
            {
                In(Tick, Begin);
                return Task.CompletedTask;
            }

            budget.Prepared();
            if (makesCall) Call(worker, isAlive);
            return Task.CompletedTask;
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
