using Azure.Storage.Queues;

namespace WhatSnap.Core.Storage;

/// <summary>Puts small messages on queues, at once or after a delay; they never expire. Tests have one in virtual time.</summary>
public interface IWorkQueue
{
    /// <summary>Puts <paramref name="body"/> on a queue; <paramref name="delay"/> is rounded up to whole seconds.</summary>
    Task SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>The work queue on Azure Storage Queues.</summary>
public sealed class StorageWorkQueue(QueueServiceClient queues) : IWorkQueue
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    public async Task SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken)
    {
        var wholeSeconds = TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
        await queues.GetQueueClient(queue).SendMessageAsync(body, wholeSeconds, Never, cancellationToken);
    }
}
