using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Messages;

/// <summary>Which dead letters of a location come back.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="Code">Their reason.</param>
public sealed record ReplayOrder(string LocationId, string Code)
{
    /// <summary>The place where the run before ended; null at the beginning.</summary>
    public string? After { get; init; }

    /// <summary>True to count alone.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>True when nobody asked for it.</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>Letters that came back by themselves so often already stay; null for no limit.</summary>
    public int? MostReplays { get; init; }
}

/// <summary>What a run did, or would do.</summary>
/// <param name="Replayed">How many came back.</param>
/// <param name="Skipped">Why others did not, and how many.</param>
/// <param name="Next">The place where the next run goes on; null when this was all.</param>
public sealed record ReplayResult(int Replayed, IReadOnlyList<SkippedLetters> Skipped, string? Next);

/// <summary>Letters that would fail again at once.</summary>
public sealed record SkippedLetters(Failure Failure, int Count);

/// <summary>
/// Puts dead letters of one reason back, the oldest first, a bounded number in one run; those of one sender keep their order.
/// What would fail again at once stays. Runs may be repeated and may overlap: a letter comes back once.
/// </summary>
public sealed partial class ReplayLetters(DeadLetters letters, ReadHindrances hindrances, ILogger<ReplayLetters> logger)
{
    /// <summary>Letters that come back in one run at most.</summary>
    public const int Most = 500;

    /// <summary>Letters that one run looks at, at most.</summary>
    public const int MostLooked = 5000;

    private const int PageSize = 1000;
    private const int LanesAtOnce = 8;

    public async Task<ReplayResult> RunAsync(ReplayOrder order, CancellationToken cancellationToken)
    {
        var known = await hindrances.RunAsync(order.LocationId, cancellationToken);
        var list = new LetterList(order.LocationId, order.Code, IsNewestFirst: false, order.After, order.MostReplays);
        var (ready, skipped) = (new List<LetterEntry>(), new Dictionary<string, SkippedLetters>());
        var (looked, last, next) = (0, order.After, (string?)null);
        await foreach (var entry in letters.ListEntriesAsync(list, PageSize, cancellationToken))
        {
            if (looked == MostLooked || (ready.Count == Most && !order.IsDryRun))
            {
                next = last;
                break;
            }

            (looked, last) = (looked + 1, entry.Place);
            if (known.Of(entry) is { } why) skipped[why.Code] = new SkippedLetters(why, (skipped.GetValueOrDefault(why.Code)?.Count ?? 0) + 1);
            else ready.Add(entry);
        }

        if (!order.IsDryRun)
        {
            await ReplayAsync(ready, known, order.IsAutomatic, cancellationToken);
            if (ready.Count > 0) LogReplayed(ready.Count, order.Code, order.LocationId);
        }

        return new ReplayResult(ready.Count, [.. skipped.Values], next);
    }

    /// <summary>The table's clock orders what waits in a lane: what was written first is put back first.</summary>
    private Task ReplayAsync(List<LetterEntry> ready, Hindrances known, bool isAutomatic, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            ready.GroupBy(entry => entry.Lane),
            new ParallelOptions { MaxDegreeOfParallelism = LanesAtOnce, CancellationToken = cancellationToken },
            async (lane, token) =>
            {
                foreach (var entry in lane)
                {
                    if (await letters.FindAsync(entry.LocationId, entry.Id, token) is { } letter)
                    {
                        await letters.ReplayAsync(letter, known.ReplayOf(entry.AccountId, isAutomatic), token);
                    }
                }
            });

    [LoggerMessage(LogLevel.Information, "{Letters} dead letters ({Code}) of location {LocationId} were put back")]
    private partial void LogReplayed(int letters, string code, string locationId);
}
