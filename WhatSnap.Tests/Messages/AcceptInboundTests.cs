using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>What happens before the provider gets its answer.</summary>
public sealed class AcceptInboundTests
{
    [Fact]
    public async Task Accept_makes_two_storage_round_trips_for_a_known_sender()
    {
        var calls = new RoundTrips();
        await using var product = await TestProduct.StartAsync(services => UseRealQueue(services, calls));
        await product.AcceptAsync(TestProduct.Customer(1), "first");
        calls.Spans.Clear();

        await product.AcceptAsync(TestProduct.Customer(1), "second");

        Assert.Equal(3, calls.Spans.Count);
        Assert.Equal(2, calls.CountOneAfterTheOther());
    }

    [Fact]
    public async Task The_answer_never_waits_for_GoHighLevel()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { LatencyMs = 3_600_000 };
        var before = product.Crm.World.Calls.Total;

        var outcome = await product.AcceptAsync(TestProduct.Customer(1), "Hello");

        Assert.IsType<AcceptOutcome.Accepted>(outcome);
        Assert.Equal(before, product.Crm.World.Calls.Total);
    }

    [Fact]
    public async Task A_duplicate_changes_nothing_but_queues_what_is_still_pending()
    {
        await using var product = await TestProduct.StartAsync();
        var sid = TestProduct.NewSid();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello", sid);
        var before = await product.LaneAsync(TestProduct.Customer(1));

        var outcome = await product.AcceptAsync(TestProduct.Customer(1), "Hello", sid);

        Assert.IsType<AcceptOutcome.Duplicate>(outcome);
        Assert.Equal(before.Pending, (await product.LaneAsync(TestProduct.Customer(1))).Pending);
        Assert.Equal(4, product.Queue.Count);
    }

    [Fact]
    public async Task A_crash_between_queue_and_row_leaves_nothing_that_counts_as_seen()
    {
        var killed = true;
        await using var product = await TestProduct.StartAsync(services => services.AddSingleton<IWorkQueue>(
            new KilledAfterSending(() => killed)));
        var sid = TestProduct.NewSid();

        await Assert.ThrowsAsync<HostKilledException>(() => product.AcceptAsync(TestProduct.Customer(1), "Hello", sid));
        Assert.Empty((await product.LaneAsync(TestProduct.Customer(1))).Pending);

        killed = false;
        Assert.IsType<AcceptOutcome.Accepted>(await product.AcceptAsync(TestProduct.Customer(1), "Hello", sid));
    }

    private static void UseRealQueue(IServiceCollection services, RoundTrips calls)
    {
        var tables = new TableClientOptions();
        tables.AddPolicy(calls, HttpPipelinePosition.PerCall);
        var queues = new QueueClientOptions();
        queues.AddPolicy(calls, HttpPipelinePosition.PerCall);
        services.AddSingleton(provider => StorageRegistration.MakeTables(Options(provider), tables));
        services.AddSingleton(provider => StorageRegistration.MakeQueues(Options(provider), queues));
        services.AddSingleton<IWorkQueue, StorageWorkQueue>();
    }

    private static StorageOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    /// <summary>Notes when each storage call began and ended.</summary>
    private sealed class RoundTrips : HttpPipelinePolicy
    {
        public ConcurrentBag<(long Began, long Ended)> Spans { get; } = [];

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var began = TimeProvider.System.GetTimestamp();
            await ProcessNextAsync(message, pipeline);
            Spans.Add((began, TimeProvider.System.GetTimestamp()));
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException();

        /// <summary>The longest chain of calls of which each began after the one before had ended.</summary>
        public int CountOneAfterTheOther()
        {
            var count = 0;
            var ended = long.MinValue;
            foreach (var span in Spans.OrderBy(span => span.Ended))
            {
                if (span.Began < ended) continue;
                (count, ended) = (count + 1, span.Ended);
            }

            return count;
        }
    }

    /// <summary>A host that dies right after its first queue message has left.</summary>
    private sealed class KilledAfterSending(Func<bool> isKilled) : IWorkQueue
    {
        public Task<WorkReceipt> SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken) =>
            isKilled() ? throw new HostKilledException() : Task.FromResult(new WorkReceipt(queue, "", ""));

        public Task TakeBackAsync(WorkReceipt receipt, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
