using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Divides the window of each location that is near its limit among the workers that call it: every second this worker says
/// what it has and what it wants, and learns what it may have. Who is the last one there deletes the row.
/// </summary>
internal sealed partial class ShareCalls(ICallClaims store, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MostTries = 3;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<GrantKey, Shared> _shared = new();
    private readonly string _worker = Guid.NewGuid().ToString("N");

    /// <summary>Takes part in a location's window from now on, until the location is far from its limit.</summary>
    public void Join(GrantKey owner, LocationBudget budget)
    {
        if (_shared.ContainsKey(owner)) return;
        var shared = new Shared(budget);
        if (!_shared.TryAdd(owner, shared)) return;

        // Its beats belong to no message: nothing that goes with the one in hand comes along.
        using var none = ExecutionContext.SuppressFlow();
        shared.Timer = time.CreateTimer(_ => _ = BeatAsync(owner, shared), null, TimeSpan.Zero, Beat);
    }

    public void Dispose()
    {
        foreach (var shared in _shared.Values) shared.Timer?.Dispose();
        _shared.Clear();
    }

    private async Task BeatAsync(GrantKey owner, Shared shared)
    {
        if (!shared.TryBegin()) return;
        try
        {
            var isOver = !shared.Budget.IsNear;
            var isDue = shared.SaidAt is not { } said || time.GetElapsedTime(said) >= Every || shared.Budget.IsShortAnew;
            if (!isOver && !isDue) return;
            using var limit = new CancellationTokenSource(CallClaim.Lasts, time);
            var isSaid = false;
            for (var tries = 0; tries < MostTries && !isSaid; tries++) isSaid = await TrySayAsync(owner, shared.Budget, isOver, limit.Token);
            shared.SaidAt = time.GetTimestamp();
            if (isOver && _shared.TryRemove(owner, out _)) shared.Timer?.Dispose();
        }
        catch (Exception failed)
        {
            // Whatever it is, the next beat tries again.
            LogNotShared(owner.Id, failed.GetType().Name);
        }
        finally
        {
            shared.End();
        }
    }

    private async Task<bool> TrySayAsync(GrantKey owner, LocationBudget budget, bool isOver, CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(owner, cancellationToken);
        if (isOver)
        {
            return stored is not ({ } last, var version)
                || await store.TryWriteAsync(owner, budget.OthersOf(last, _worker), version, cancellationToken);
        }

        var (claims, calls) = budget.Offer(stored?.Claims, _worker);
        if (!await store.TryWriteAsync(owner, claims, stored?.Version, cancellationToken)) return false;
        budget.Claim(calls);
        return true;
    }

    /// <summary>A location whose window is divided; one beat at a time.</summary>
    private sealed class Shared(LocationBudget budget)
    {
        private int _isBusy;

        public LocationBudget Budget => budget;

        public ITimer? Timer { get; set; }

        public long? SaidAt { get; set; }

        public bool TryBegin() => Interlocked.Exchange(ref _isBusy, 1) == 0;

        public void End() => Volatile.Write(ref _isBusy, 0);
    }

    [LoggerMessage(LogLevel.Warning, "The calls of {LocationId} could not be shared with other workers ({Error})")]
    private partial void LogNotShared(string locationId, string error);
}
