using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Core.Storage;

namespace WhatSnap.Bench.Soak;

/// <summary>How things stand at one moment of a soak.</summary>
/// <param name="At">Since its start.</param>
/// <param name="Load">What the host takes up.</param>
/// <param name="Queued">Messages on all queues, those that are due only later included.</param>
/// <param name="Waiting">Messages that were accepted and have not arrived.</param>
/// <param name="Sent">Messages so far.</param>
internal sealed record SoakSample(TimeSpan At, ProcessLoad Load, int Queued, int Waiting, int Sent)
{
    /// <summary>Lanes that a worker holds; null where they were not counted.</summary>
    public int? Leases { get; init; }

    /// <summary>The queues with most messages, for people.</summary>
    public string Longest { get; init; } = "";
}

/// <summary>Takes samples of a soak, of the leases only now and then: counting them reads all lanes.</summary>
internal sealed class SoakSampler(BenchWorld world, BenchHost host, SoakTraffic traffic)
{
    private readonly QueueServiceClient _queues = world.Product.GetRequiredService<QueueServiceClient>();
    private readonly TableClient _lanes = world.Product.GetRequiredService<TableServiceClient>().GetTableClient(TableNames.Lanes);

    public async Task<SoakSample> TakeAsync(TimeSpan at, bool countsLeases, CancellationToken cancellationToken)
    {
        Dictionary<string, int> lengths = [];
        await foreach (var queue in _queues.GetQueuesAsync(cancellationToken: cancellationToken))
        {
            lengths[queue.Name] = (await _queues.GetQueueClient(queue.Name).GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
        }

        return new SoakSample(at, host.ReadLoad()!, lengths.Values.Sum(), traffic.Waiting, traffic.Sent)
        {
            Leases = countsLeases ? await CountLeasesAsync(cancellationToken) : null,
            Longest = string.Join(", ", lengths.Where(one => one.Value > 0).OrderByDescending(one => one.Value).Take(3).Select(one => $"{one.Key} {one.Value}")),
        };
    }

    /// <summary>The head of a lane that somebody works on says so.</summary>
    private async Task<int> CountLeasesAsync(CancellationToken cancellationToken)
    {
        var leases = 0;
        await foreach (var _ in _lanes.QueryAsync<TableEntity>("RowKey eq 'a' and IsLeased eq true", select: ["RowKey"], cancellationToken: cancellationToken)) leases++;
        return leases;
    }
}
