using Azure;
using Azure.Storage.Queues;

namespace WhatSnap.Core.Storage;

/// <summary>Puts small messages on queues, at once or after a delay; they never expire. Tests have one in virtual time.</summary>
public interface IWorkQueue
{
    /// <summary>Puts <paramref name="body"/> on a queue; <paramref name="delay"/> is rounded up to whole seconds.</summary>
    Task<WorkReceipt> SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>
    /// Makes another message, to come after <paramref name="delay"/>, of one that nobody has received yet: there is never
    /// none of the two, and never both.
    /// </summary>
    /// <returns>False when somebody has it, or had it, already; it is left alone then.</returns>
    Task<bool> ChangeAsync(WorkReceipt receipt, string body, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Takes a message back that nobody has received yet.</summary>
    /// <returns>False when somebody has it, or had it, already.</returns>
    Task<bool> TakeBackAsync(WorkReceipt receipt, CancellationToken cancellationToken);
}

/// <summary>Names one message on a queue, to take it back.</summary>
public sealed record WorkReceipt(string Queue, string MessageId, string PopReceipt);

/// <summary>The work queue on Azure Storage Queues.</summary>
public sealed class StorageWorkQueue(QueueServiceClient queues) : IWorkQueue
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    public async Task<WorkReceipt> SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken)
    {
        var sent = await queues.GetQueueClient(queue).SendMessageAsync(body, WholeSeconds(delay), Never, cancellationToken);
        return new WorkReceipt(queue, sent.Value.MessageId, sent.Value.PopReceipt);
    }

    public async Task<bool> ChangeAsync(
        WorkReceipt receipt, string body, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await queues.GetQueueClient(receipt.Queue).UpdateMessageAsync(
                receipt.MessageId, receipt.PopReceipt, body, WholeSeconds(delay), cancellationToken);
            return true;
        }
        catch (RequestFailedException received) when (received.Status is 400 or 404)
        {
            return false;
        }
    }

    public async Task<bool> TakeBackAsync(WorkReceipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            await queues.GetQueueClient(receipt.Queue)
                .DeleteMessageAsync(receipt.MessageId, receipt.PopReceipt, cancellationToken);
            return true;
        }
        catch (RequestFailedException received) when (received.Status is 400 or 404)
        {
            return false;
        }
    }

    private static TimeSpan WholeSeconds(TimeSpan delay) => TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}
