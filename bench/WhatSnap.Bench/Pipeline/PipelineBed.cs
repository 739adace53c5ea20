using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Bare;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Pipeline;

/// <summary>What every phase of a pipeline run needs: the world, the host, texts and the way to post them.</summary>
internal sealed record PipelineBed(BenchWorld World, BenchHost Host, PipelineTexts Texts, PostTexts Post)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly QueueServiceClient _queues = World.Product.GetRequiredService<QueueServiceClient>();

    /// <summary>A CRM without a rate limit that takes this long for a call.</summary>
    public void SetCrmLatency(int milliseconds) =>
        World.GoHighLevel.World.Faults = new GoHighLevelFaults { LatencyMs = milliseconds, RateLimit = null };

    /// <summary>How many messages the CRM has.</summary>
    public int Delivered => World.GoHighLevel.World.Log.Count;

    /// <summary>Ends when the CRM has this many messages.</summary>
    public async Task UntilDeliveredAsync(int count, CancellationToken cancellationToken)
    {
        while (Delivered < count) await Task.Delay(Look, TimeProvider.System, cancellationToken);
    }

    /// <summary>
    /// Ends when no work is queued, guards that still have to come included: nothing but idle polling goes on.
    /// </summary>
    public async Task UntilQuietAsync(CancellationToken cancellationToken)
    {
        var work = _queues.GetQueueClient(QueueNames.DeliverInbound);
        while ((await work.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount > 0)
        {
            await Task.Delay(Look * 10, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Empties the queue of the bare endpoint, which nobody reads: a long queue would slow the storage down.</summary>
    public Task DropBareAsync(CancellationToken cancellationToken) =>
        _queues.GetQueueClient(BareEndpoint.Queue).ClearMessagesAsync(cancellationToken);
}
