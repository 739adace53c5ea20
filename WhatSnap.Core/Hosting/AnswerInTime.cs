using Azure;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Hosting;

/// <summary>What a webhook does before its answer: storage that fails, or hangs for too long, makes the caller send again.</summary>
internal static class AnswerInTime
{
    /// <param name="within">The longest that the work may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="work">Keeps what came, and answers.</param>
    /// <param name="notKept">Is told which error kept it from that.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async Task<IResult> RunAsync(
        TimeSpan within, TimeProvider time, Func<CancellationToken, Task<IResult>> work, Action<string> notKept,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException
            || (failed is OperationCanceledException && limit.IsCancellationRequested))
        {
            notKept(failed.GetType().Name);
            return Answers.SendAgain();
        }
    }
}
