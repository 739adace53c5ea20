using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Azure;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Divides a location's window between the workers that make calls for it: equal parts, of which each is written by its own
/// worker, and grows only by what others gave up. No clocks are compared: a share that nobody renews is free after a while.
/// </summary>
public sealed partial class ShareBudget(BudgetTable table, ILogger<ShareBudget> logger)
{
    private const int Attempts = 4;

    /// <summary>One of so many calls is left to workers that do not know yet that the location is near its limit.</summary>
    private const int OnePartSpare = 100;

    /// <summary>A worker stops with a share that it can't renew; then its last call ends, and that leaves the window.</summary>
    private static readonly TimeSpan GoneAfter = LocationBudget.ShareLife + GoHighLevelTransport.CallLimit;

    /// <summary>Who makes calls renews its share sooner.</summary>
    private static readonly TimeSpan SilentAfter = LocationBudget.RenewEvery * 2;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly string _worker = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<(GrantKey, string), Seen> _seen = new();
    private long _turn;

    /// <summary>Renews this worker's share, takes one, or gives it up; the budget knows afterwards.</summary>
    internal async Task RunAsync(GrantKey key, LocationBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (await TryRunAsync(key, budget, cancellationToken)) return;
            }

            budget.RenewIn(AfterFailure / 4);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogFailed(key.Id, failed.GetType().Name);
            budget.RenewIn(AfterFailure);
        }
    }

    private async Task<bool> TryRunAsync(GrantKey key, LocationBudget budget, CancellationToken cancellationToken)
    {
        var asked = budget.Clock;
        var need = budget.Need();
        var row = await table.ReadSharesAsync(key, cancellationToken);
        var others = row.Shares.Where(share => share.Worker != _worker && IsAlive(key, share, asked, budget.Interval)).ToList();
        var mine = row.Shares.FirstOrDefault(share => share.Worker == _worker);
        if (need.IsCalm || (others.Count == 0 && mine is null && budget.IsQuiet))
        {
            var isGone = mine is null || await table.TryWriteAsync(key, row, others, cancellationToken);
            if (isGone) budget.Adopt(null, 0, true, false, asked);
            return isGone;
        }

        // What the others have is theirs until they give it up.
        var cap = need.Max - (need.Max / OnePartSpare);
        var names = others.Select(share => share.Worker).Append(_worker).Order(StringComparer.Ordinal).ToList();
        var fair = (cap / names.Count) + (names.IndexOf(_worker) < cap % names.Count ? 1 : 0);
        var free = Math.Max(0, cap - others.Sum(share => share.Calls));
        var share = Math.Min(fair, free);
        var stored = new BudgetShare(_worker, Math.Max(share, Math.Min(need.Used, mine?.Calls ?? need.Used)), Interlocked.Increment(ref _turn));
        if (!await table.TryWriteAsync(key, row, [.. others, stored], cancellationToken)) return false;

        var silent = others.Count(other => !(asked - _seen[(key, other.Worker)].RenewedAt < SilentAfter));
        budget.Adopt(share, cap / (names.Count - silent), share == fair && stored.Calls == share, silent > 0, asked);
        return true;
    }

    /// <summary>Judged by the renewals that this worker saw, on its own clock.</summary>
    private bool IsAlive(GrantKey key, BudgetShare share, TimeSpan now, TimeSpan interval)
    {
        var seen = _seen.AddOrUpdate(
            (key, share.Worker), _ => new Seen(share.Turn, now, null),
            (_, before) => before.Turn == share.Turn ? before : new Seen(share.Turn, now, now));
        if (now - seen.Since <= GoneAfter + interval) return true;
        _seen.TryRemove((key, share.Worker), out _);
        return false;
    }

    [LoggerMessage(LogLevel.Warning, "The share of location {LocationId} could not be renewed ({Error})")]
    private partial void LogFailed(string locationId, string error);

    /// <summary>What this worker knows of another one's share.</summary>
    /// <param name="Turn">Its number.</param>
    /// <param name="Since">When that was first seen.</param>
    /// <param name="RenewedAt">When it was seen to change; null when it never was, and its worker may be gone already.</param>
    private sealed record Seen(long Turn, TimeSpan Since, TimeSpan? RenewedAt);
}

[JsonSerializable(typeof(IReadOnlyList<BudgetShare>))]
internal sealed partial class BudgetJson : JsonSerializerContext;
