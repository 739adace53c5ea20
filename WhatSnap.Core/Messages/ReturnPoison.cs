using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Puts a queue message that failed five times back to work, later: only the tries and the reason on its row decide what
/// is dead, so an outage of ours loses nothing.
/// </summary>
public sealed partial class ReturnPoison(IWorkQueue queue, ILogger<ReturnPoison> logger)
{
    private static readonly int[] BackoffMinutes = [1, 2, 4, 8, 10];

    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        // The row has a guard besides.
        if (logger.ReadOurs(body, LaneWork.FromJson) is not { Go: false } work) return;
        var delay = TimeSpan.FromMinutes(BackoffMinutes[Math.Min(work.Returns, BackoffMinutes.Length - 1)]);
        var again = work with { Returns = work.Returns + 1 };
        await queue.SendAsync(again, delay, cancellationToken);
        LogReturned(work.Lane, work.Returns + 1, delay);
    }

    [LoggerMessage(LogLevel.Error, "Work on lane {Lane} failed five times; return {Returns} comes in {Delay}")]
    private partial void LogReturned(string lane, int returns, TimeSpan delay);
}
