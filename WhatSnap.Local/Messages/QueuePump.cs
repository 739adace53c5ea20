using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Local.Messages;

/// <summary>
/// Consumes one queue by the rules of the Functions queue trigger: a message is invisible for ten minutes while its
/// handler runs (renewed; so it stays after a kill), comes again after a failure, and is poison after five tries.
/// </summary>
public sealed partial class QueuePump(
    string queueName, Func<string, CancellationToken, Task> handle, QueueServiceClient queues, TimeProvider time,
    ILogger<QueuePump> logger) : BackgroundService
{
    internal const int BatchSize = 16;
    internal const int MostAtOnce = AdmitWork.Handlers;
    internal const int MostTries = 5;
    private static readonly TimeSpan Invisible = TimeSpan.FromMinutes(10);
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(50);
    internal static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(500);
    private readonly QueueClient _queue = queues.GetQueueClient(queueName);
    private readonly QueueClient _poison = queues.GetQueueClient(queueName + QueueNames.PoisonSuffix);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(MostAtOnce);
        var last = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var received = await ReceiveAsync(slots, stoppingToken);
            if (received > 0) last = time.GetTimestamp();
            if (received < BatchSize) await Task.Delay(NextPoll(time.GetElapsedTime(last)), time, stoppingToken);
        }
    }

    /// <summary>Who got something a moment ago looks often: else a host that is always a little sooner takes all of what comes.</summary>
    internal static TimeSpan NextPoll(TimeSpan idle) => TimeSpan.FromTicks(Math.Clamp(idle.Ticks / 10, ShortestPoll.Ticks, LongestPoll.Ticks));

    private async Task<int> ReceiveAsync(SemaphoreSlim slots, CancellationToken stoppingToken)
    {
        await slots.WaitAsync(stoppingToken);
        slots.Release();
        try
        {
            var wanted = Math.Clamp(slots.CurrentCount, 1, BatchSize);
            var batch = await _queue.ReceiveMessagesAsync(wanted, Invisible, stoppingToken);
            foreach (var message in batch.Value)
            {
                await slots.WaitAsync(stoppingToken);
                _ = RunOneAsync(message, slots, stoppingToken);
            }

            return batch.Value.Length;
        }
        catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
        {
            // Storage is away: the product waits for it and does not end.
            LogReceiveFailed(queueName, failed.GetType().Name);
            return 0;
        }
    }

    private async Task RunOneAsync(QueueMessage message, SemaphoreSlim slots, CancellationToken stoppingToken)
    {
        try
        {
            var receipt = message.PopReceipt;
            try
            {
                using var isDone = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                var work = handle(message.Body.ToString(), stoppingToken);
                while (await Task.WhenAny(work, Task.Delay(Invisible / 2, time, isDone.Token)) != work)
                {
                    stoppingToken.ThrowIfCancellationRequested();
                    receipt = (await _queue.UpdateMessageAsync(
                        message.MessageId, receipt, message.Body, Invisible, stoppingToken)).Value.PopReceipt;
                }

                await isDone.CancelAsync();
                await work;
                await _queue.DeleteMessageAsync(message.MessageId, receipt, CancellationToken.None);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(queueName, message.DequeueCount, failed);
                await FailAsync(message, receipt);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops: another one may have the message at once.
            await FreeAsync(message);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            // It comes again when its invisibility ends.
            LogReceiveFailed(queueName, failed.GetType().Name);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task FreeAsync(QueueMessage message)
    {
        try
        {
            await _queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, TimeSpan.Zero);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogReceiveFailed(queueName, failed.GetType().Name);
        }
    }

    private async Task FailAsync(QueueMessage message, string receipt)
    {
        if (message.DequeueCount < MostTries)
        {
            await _queue.UpdateMessageAsync(message.MessageId, receipt, message.Body, RetryDelay);
            return;
        }

        await _poison.SendMessageAsync(message.Body, TimeSpan.Zero, TimeSpan.FromSeconds(-1));
        await _queue.DeleteMessageAsync(message.MessageId, receipt);
    }

    [LoggerMessage(LogLevel.Warning, "Queue {Queue} could not be read ({Error})")]
    private partial void LogReceiveFailed(string queue, string error);

    [LoggerMessage(LogLevel.Warning, "A message of queue {Queue} failed at try {Tries}")]
    private partial void LogFailed(string queue, long tries, Exception exception);
}
