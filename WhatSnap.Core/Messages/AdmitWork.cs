using System.Collections.Concurrent;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Stands before the work on a queue message and keeps one location's storm out of the way of the others: it never has all
/// handlers of a worker, and what its calls don't reach for comes again at a slot of its own, for the price of one queue
/// message. Where a location is far from its limits, it asks nobody.
/// </summary>
public sealed class AdmitWork(RateBudgets budgets, TimeProvider time)
{
    /// <summary>Queue messages of one queue that a worker handles at a time (<c>host.json</c>, <c>batchSize + newBatchThreshold</c>).</summary>
    public const int Handlers = 24;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>A little more comes due than passes, so that no call is left over.</summary>
    private const double Density = 0.95;

    private readonly ConcurrentDictionary<string, HandlerShares> _handlers = new(StringComparer.Ordinal);

    /// <param name="queue">The queue.</param>
    /// <param name="locationId">Whose work it is.</param>
    /// <param name="slot">The slot that it got before; null when it comes for the first time.</param>
    /// <param name="makesCalls">True when it can't go on without calls to GoHighLevel.</param>
    /// <param name="isSpare">True when another queue message comes for the same work, and stands in line for it.</param>
    /// <param name="cancellationToken">Cancels the wait for the next call.</param>
    public async Task<WorkEntry> EnterAsync(
        string queue, string locationId, DateTimeOffset? slot, bool makesCalls, bool isSpare, CancellationToken cancellationToken)
    {
        var handlers = _handlers.GetOrAdd(queue, _ => new HandlerShares(Handlers, time));
        if (handlers.TryEnter(locationId) is { } crowded) return new WorkEntry.Later(crowded > Shortest ? crowded : Shortest, slot);

        var began = time.GetTimestamp();
        void Leave() => handlers.Leave(locationId, time.GetElapsedTime(began));
        WorkEntry? entry = null;
        try
        {
            return entry = makesCalls
                ? await EnterAsync(queue, locationId, slot, isSpare, Leave, cancellationToken)
                : new WorkEntry.Entered(Leave, new CallPass(budgets.Of(GrantKey.OfLocation(locationId)), queue, false));
        }
        finally
        {
            if (entry is not WorkEntry.Entered) handlers.Leave(locationId, null);
        }
    }

    /// <summary>A slot for a message that comes in and is just being accepted; null where the location's work does not wait in line.</summary>
    public DateTimeOffset? SlotInLine(string locationId)
    {
        var budget = budgets.Of(GrantKey.OfLocation(locationId));
        return budget.IsNear && budget.Slots.Ahead > LaneTiming.GuardDelay ? NextSlot(budget, QueueNames.DeliverInbound, TimeSpan.Zero) : null;
    }

    private async Task<WorkEntry> EnterAsync(
        string queue, string locationId, DateTimeOffset? slot, bool isSpare, Action leave, CancellationToken cancellationToken)
    {
        var budget = budgets.Of(GrantKey.OfLocation(locationId));
        if (budget.ClosedFor is var closed && closed > TimeSpan.Zero) return Later(closed);
        if (!budget.IsNear) return new WorkEntry.Entered(leave, new CallPass(budget, queue, false));

        // Who has waited goes before who has just come.
        if (slot is null && budget.HasLine) return Later(TimeSpan.Zero);
        var turn = slot is not { } own ? budget.TryAdmit() : IsEarly(own) ? Look(budget) : await WaitAsync(budget, own, cancellationToken);
        if (!turn.IsTaken) return Later(turn.Wait);
        return new WorkEntry.Entered(leave, new CallPass(budget, queue, true));

        WorkEntry.Later Later(TimeSpan wait) =>
            isSpare ? new WorkEntry.Later(LaneTiming.GuardDelay, null) : PutBack(budget, queue, slot, wait);
    }

    /// <summary>Waits for the next call for a moment, with few others, of whom the oldest slot is first.</summary>
    private async Task<Turn> WaitAsync(LocationBudget budget, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        if (budget.Line.TryJoin(slot) is not { } place) return Turn.Later(TimeSpan.Zero);
        try
        {
            var began = time.GetTimestamp();
            while (true)
            {
                var before = budget.Line.Before(place);
                var turn = before == 0 ? budget.TryAdmit() : Turn.Later(Glance);
                var isOver = before >= TurnLine.Places || turn.Wait > LongestTurn || time.GetElapsedTime(began) > LongestTurn;
                if (turn.IsTaken) budget.Slots.Pass(slot);
                if (turn.IsTaken || isOver) return turn;
                await budgets.PauseAsync(turn.Wait < Glance ? turn.Wait : Glance, cancellationToken);
            }
        }
        finally
        {
            budget.Line.Leave(place);
        }
    }

    private WorkEntry.Later PutBack(LocationBudget budget, string queue, DateTimeOffset? slot, TimeSpan wait)
    {
        // What a 429 keeps back comes as it came before. After a long wait the line begins anew, else all of it would come
        // at once.
        if (!budget.IsNear && wait <= Longest) return new WorkEntry.Later(wait < Shortest ? Shortest : wait, slot);
        if (slot is not { } own || wait > Longest)
        {
            var next = NextSlot(budget, queue, wait);
            var delay = wait + LaneTiming.LookIn(next - time.GetUtcNow() - wait);
            return new WorkEntry.Later(delay > Shortest ? delay : Shortest, next);
        }

        if (IsEarly(own)) return new WorkEntry.Later(LaneTiming.LookOnIn(own - time.GetUtcNow()), own);

        // The line is late by what lies between this slot and the one that passes now; less, so that enough come.
        var late = budget.Slots.Before(own) * 3 / 4;
        var again = late > wait ? late : wait;
        return new WorkEntry.Later(again < Shortest ? Shortest : again > Longest ? Longest : again, slot);
    }

    private bool IsEarly(DateTimeOffset slot) => slot - time.GetUtcNow() > LongestTurn;

    /// <summary>Before its slot work goes on only where nobody older is there.</summary>
    private static Turn Look(LocationBudget budget) => budget.Line.IsEmpty ? budget.TryAdmit() : Turn.Later(TimeSpan.Zero);

    private static DateTimeOffset NextSlot(LocationBudget budget, string queue, TimeSpan notBefore) =>
        budget.Slots.Next(notBefore, budget.Step * budget.Weights.Of(queue) * Density);
}
