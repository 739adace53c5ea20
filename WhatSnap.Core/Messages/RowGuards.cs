using Azure;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// The two queue messages of a row. Its guard is put before the row, with a delay, and comes until the row is done: while
/// a row waits there is always one. Go is put after the row and only makes the work start at once; losing it costs seconds.
/// </summary>
public sealed partial class RowGuards(IWorkQueue queue, TimeProvider time, ILogger<RowGuards> logger)
{
    /// <summary>
    /// Puts the guard of a row that is about to be stored; its receipt is stored with the row. Where the location's work
    /// waits in line, it comes at its slot, or looks before that.
    /// </summary>
    public Task<WorkReceipt> PutAsync(LaneWork work, CancellationToken cancellationToken)
    {
        var wait = work.Slot - time.GetUtcNow();
        return queue.SendAsync(work, wait > LaneTiming.GuardDelay ? LaneTiming.LookIn(wait.Value) : LaneTiming.GuardDelay, cancellationToken);
    }

    /// <summary>Makes the work on a stored row start at once. Nobody has to wait for it; it doesn't fail.</summary>
    public Task GoAsync(LaneWork work) => GoAsync(new NextLook(work, TimeSpan.Zero));

    /// <summary>
    /// Lets the waiting guard of a row, or its successor, come when the next look is due. Somebody may have that already
    /// and look too late, or have died with it: then go comes when the look is due. It doesn't fail.
    /// </summary>
    public Task ComeAsync(WorkReceipt? waiting, NextLook next) => TryAsync(next.Work.Lane, "next look", async () =>
    {
        if (waiting is null || !await queue.ChangeAsync(waiting, next, CancellationToken.None)) await GoAsync(next);
    });

    /// <summary>Takes the guard of a row back that is done. Nobody has to wait for it; it doesn't fail.</summary>
    public Task TakeBackAsync(LaneId lane, WorkReceipt? guard) => guard is not null
        ? TryAsync(lane.Value, "taking back", () => queue.TakeBackAsync(guard, CancellationToken.None))
        : Task.CompletedTask;

    private Task GoAsync(NextLook next) => TryAsync(
        next.Work.Lane, "go", () => queue.SendAsync(next.Work with { Go = true }, next.Delay, CancellationToken.None));

    private async Task TryAsync(string lane, string what, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException or OperationCanceledException)
        {
            // The guard comes as it was put, and finds what there is to do.
            LogFailed(what, lane, failed.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The queue message ({What}) of a row in lane {Lane} failed ({Error}); its guard comes")]
    private partial void LogFailed(string what, string lane, string error);
}
