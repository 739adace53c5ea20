using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.GoHighLevel;

namespace WhatSnap.Tests.Messages;

/// <summary>Messages of one location and the workers that receive them as from one queue, in virtual time; each makes one call.</summary>
internal sealed class StormRun(OneThread thread, RateStage stage)
{
    /// <summary>What a killed worker had in hand comes again when its lease is over.</summary>
    private static readonly TimeSpan AfterKill = LaneTiming.Lease;

    private readonly PriorityQueue<StormMessage, TimeSpan> _queue = new();
    private readonly List<StormWorker> _workers = [];
    private readonly List<Task> _working = [];

    public List<StormMessage> Messages { get; } = [];

    public StormWorker Start()
    {
        var budgets = stage.NewWorker();
        var worker = new StormWorker(budgets, stage.NewAdmission(budgets));
        _workers.Add(worker);
        return worker;
    }

    public void Kill(StormWorker worker)
    {
        worker.IsAlive = false;
        worker.Budgets.Dispose();
        _workers.Remove(worker);
        foreach (var message in worker.InHand.Where(message => message.PassedAt is null))
        {
            message.WasKilled = true;
            _queue.Enqueue(message, stage.Now + AfterKill);
        }
    }

    /// <summary>A message that comes to whoever looks first, without a place in the line.</summary>
    public void Come(TimeSpan at)
    {
        var message = new StormMessage(Messages.Count) { WrittenAt = at };
        Messages.Add(message);
        _queue.Enqueue(message, at);
    }

    /// <summary>A message that a worker accepts now.</summary>
    public void Accept(StormWorker worker)
    {
        var message = new StormMessage(Messages.Count) { WrittenAt = stage.Now, Slot = worker.Admit.SlotInLine(stage.Location.Id) };
        Messages.Add(message);
        _queue.Enqueue(message, message.Slot is { } slot ? stage.Now + WholeSeconds(LaneTiming.LookIn(slot - stage.Time.GetUtcNow())) : stage.Now);
    }

    public void Run(TimeSpan until, Action? each = null)
    {
        while (stage.Now < until)
        {
            each?.Invoke();
            while (_workers.Count > 0 && _queue.TryPeek(out _, out var due) && due <= stage.Now)
            {
                var message = _queue.Dequeue();
                message.Comes++;
                _working.Add(ComeAsync(_workers[stage.Next(_workers.Count)], message));
            }

            thread.Settle();
            _working.Add(stage.TickAsync());
            thread.Settle();
        }

        Assert.All(_working, work => Assert.False(work.IsFaulted, work.Exception?.ToString()));
    }

    /// <summary>A queue delays by whole seconds.</summary>
    private static TimeSpan WholeSeconds(TimeSpan delay) => TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));

    private async Task ComeAsync(StormWorker worker, StormMessage message)
    {
        worker.InHand.Add(message);
        await WorkAsync(worker, message);
        if (worker.IsAlive) worker.InHand.Remove(message);
    }

    private async Task WorkAsync(StormWorker worker, StormMessage message)
    {
        var entry = await worker.Admit.EnterAsync(
            QueueNames.DeliverInbound, stage.Location.Id, message.Slot, true, false, CancellationToken.None);
        if (!worker.IsAlive) return;
        if (entry is WorkEntry.Later later)
        {
            // It takes a moment until somebody looks.
            message.Slot = later.Slot;
            _queue.Enqueue(message, stage.Now + WholeSeconds(later.Delay) + stage.Between(0, 500));
            return;
        }

        var entered = (WorkEntry.Entered)entry;
        entered.Use();
        var wait = await worker.Budgets.TakeAsync(stage.Location, CancellationToken.None);
        if (!worker.IsAlive) return;
        if (wait > TimeSpan.Zero)
        {
            entered.Dispose();
            message.Slot ??= stage.Time.GetUtcNow() + wait;
            _queue.Enqueue(message, stage.Now + WholeSeconds(wait));
            return;
        }

        message.PassedAt = stage.Now;
        stage.Call(worker.Budgets, () => worker.IsAlive, entered.Dispose);
    }
}

internal sealed class StormWorker(RateBudgets budgets, AdmitWork admit)
{
    public RateBudgets Budgets => budgets;

    public AdmitWork Admit => admit;

    public bool IsAlive { get; set; } = true;

    public List<StormMessage> InHand { get; } = [];
}

internal sealed class StormMessage(int number)
{
    public int Number => number;

    public int Comes { get; set; }

    public DateTimeOffset? Slot { get; set; }

    public required TimeSpan WrittenAt { get; init; }

    public TimeSpan? PassedAt { get; set; }

    public bool WasKilled { get; set; }
}
