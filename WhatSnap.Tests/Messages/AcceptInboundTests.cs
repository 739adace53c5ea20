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
        await Eventually.BecomesAsync(() => calls.Ended > 0 && calls.Ended == calls.Began);
        var before = calls.Ended;

        await product.AcceptAsync(TestProduct.Customer(1), "second");

        // Go, a third call, begins when the answer is known and is not waited for.
        Assert.Equal(2, calls.EndedWhenTheThirdBegan(before));
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
    public async Task A_duplicate_changes_nothing_and_looks_once_at_what_is_still_pending()
    {
        await using var product = await TestProduct.StartAsync();
        var sid = TestProduct.NewSid();
        await product.AcceptAsync(TestProduct.Customer(1), "Hello", sid);
        var before = await product.LaneAsync(TestProduct.Customer(1));

        var outcome = await product.AcceptAsync(TestProduct.Customer(1), "Hello", sid);

        Assert.IsType<AcceptOutcome.Duplicate>(outcome);
        Assert.Equal(before.Pending, (await product.LaneAsync(TestProduct.Customer(1))).Pending);

        // Go and guard of the row, and the look of the duplicate; while another worker holds the lane, only the guard stays.
        await Eventually.BecomesAsync(() => product.Queue.Count == 3);
        await LaneLease.TakeAsync(product.Get<LaneTable>(), product.Time, before, before.Pending[0], CancellationToken.None);
        await product.Queue.RunDueAsync();
        Assert.Equal(1, product.Queue.Count);
    }

    [Fact]
    public async Task A_crash_between_guard_and_row_leaves_nothing_that_counts_as_seen()
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

    /// <summary>Notes how many storage calls had ended when each one began.</summary>
    private sealed class RoundTrips : HttpPipelinePolicy
    {
        private readonly ConcurrentQueue<int> _endedAtBegin = [];
        private int _ended;

        public int Began => _endedAtBegin.Count;

        public int Ended => Volatile.Read(ref _ended);

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            _endedAtBegin.Enqueue(Ended);
            await ProcessNextAsync(message, pipeline);
            Interlocked.Increment(ref _ended);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException();

        /// <summary>Calls that were over, one after the other, when the third since <paramref name="before"/> began.</summary>
        public int EndedWhenTheThirdBegan(int before)
        {
            var since = _endedAtBegin.Skip(before).Select(ended => ended - before).ToList();
            Assert.Equal([0, 1, 2], since);
            return since[2];
        }
    }

    /// <summary>A host that dies right after its guard has left.</summary>
    private sealed class KilledAfterSending(Func<bool> isKilled) : IWorkQueue
    {
        public Task<WorkReceipt> SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellationToken) =>
            isKilled() ? throw new HostKilledException() : Task.FromResult(new WorkReceipt(queue, "", ""));

        public Task<bool> ChangeAsync(WorkReceipt receipt, string body, TimeSpan delay, CancellationToken cancellationToken) =>
            Task.FromResult(true);

        public Task<bool> TakeBackAsync(WorkReceipt receipt, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
