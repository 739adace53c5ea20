using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>The laws of a budget that several workers share, in virtual time over real storage.</summary>
public sealed class SharedBudgetTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    /// <summary>Workers who all begin at once do not know of each other yet.</summary>
    private static readonly TimeSpan FirstSeconds = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    [InlineData(5, 5)]
    [InlineData(2, 6, 250)]
    [InlineData(3, 7, 1000)]
    public async Task Workers_that_want_all_get_nearly_all_and_never_more_than_all(int count, int seed, int aheadMs = 0)
    {
        var stage = await RateStage.StartAsync(seed, TimeSpan.FromMilliseconds(aheadMs));
        var workers = Enumerable.Range(0, count).Select(_ => stage.NewWorker()).ToList();

        await RunAsync(stage, TimeSpan.FromSeconds(90), _ => workers.Select(worker => (worker, 4)));

        Assert.DoesNotContain(stage.Crm.Refused, at => at > FirstSeconds);
        Assert.InRange(stage.Crm.Used(WarmUp, stage.Now), 0.93, 1);
    }

    [Fact]
    public void A_call_that_was_taken_ahead_and_given_back_may_not_start_before_its_time()
    {
        var time = new FakeTimeProvider();
        var budget = new LocationBudget(time);
        budget.Adopt(1, 1, true, false, budget.Clock);
        Assert.True(budget.TryTake(1, TimeSpan.Zero).IsTaken);
        budget.End();
        time.Advance(TimeSpan.FromSeconds(9.8));
        budget.Adopt(1, 1, true, false, budget.Clock);

        var early = budget.TryTake(1, TimeSpan.FromSeconds(0.25));
        budget.Return(1, early.From);

        Assert.Equal((true, TimeSpan.FromSeconds(10)), (early.IsTaken, early.From));
        Assert.Equal(Turn.Later(TimeSpan.FromSeconds(0.2)), budget.TryTake(1, TimeSpan.Zero));
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(budget.TryTake(1, TimeSpan.Zero).IsTaken);
    }

    [Fact]
    public async Task A_worker_that_comes_in_the_middle_gets_its_part_without_a_call_too_many()
    {
        var stage = await RateStage.StartAsync(11);
        var (first, second) = (stage.NewWorker(), stage.NewWorker());
        var late = TimeSpan.FromSeconds(45);
        var made = 0;

        await RunAsync(stage, TimeSpan.FromSeconds(120), now =>
        {
            if (now < late) return [(first, 4)];
            made++;
            return [(first, 4), (second, 4)];
        });

        Assert.DoesNotContain(stage.Crm.Refused, at => at > FirstSeconds);
        Assert.NotEqual(0, made);
        Assert.True(second.Of(stage.Location).IsShared);
        Assert.InRange(stage.Crm.Used(late + WarmUp, stage.Now), 0.93, 1);
    }

    [Fact]
    public async Task What_a_dead_worker_had_is_free_after_a_while_and_not_before_its_calls_left_the_window()
    {
        var stage = await RateStage.StartAsync(12);
        var (first, second) = (stage.NewWorker(), stage.NewWorker());
        var death = TimeSpan.FromSeconds(45);

        await RunAsync(
            stage, TimeSpan.FromSeconds(150), now => now < death ? [(first, 4), (second, 4)] : [(first, 4)],
            worker => worker == first || stage.Now < death);

        Assert.DoesNotContain(stage.Crm.Refused, at => at > FirstSeconds);
        Assert.InRange(stage.Crm.Used(death + TimeSpan.FromSeconds(50), stage.Now), 0.93, 1);
    }

    [Fact]
    public async Task A_quiet_location_asks_the_storage_nothing()
    {
        var stage = await RateStage.StartAsync(13);
        var table = new BudgetTable(new TableServiceClient("UseDevelopmentStorage=true", NoStorage()));
        var worker = new RateBudgets(
            table, new ShareBudget(table, NullLogger<ShareBudget>.Instance), stage.Time,
            NullLogger<RateBudgets>.Instance);

        // One call after the other.
        for (var tick = 0; tick < 1200; tick++)
        {
            if (tick % 13 == 0) await stage.CallAllAsync(worker, 1, () => true);
            await stage.TickAsync();
        }

        Assert.InRange(stage.Crm.Passed.Count, 90, 93);
    }

    [Fact]
    public async Task After_the_storm_nobody_shares_any_more()
    {
        var stage = await RateStage.StartAsync(14);
        var (first, second) = (stage.NewWorker(), stage.NewWorker());

        await RunAsync(stage, TimeSpan.FromSeconds(30), _ => [(first, 4), (second, 4)]);
        var tick = 0;
        await RunAsync(stage, TimeSpan.FromSeconds(60), _ => ++tick % 20 == 0 ? [(first, 1), (second, 1)] : []);

        Assert.Equal((false, false), (first.Of(stage.Location).IsShared, second.Of(stage.Location).IsShared));
    }

    private static async Task RunAsync(
        RateStage stage, TimeSpan span, Func<TimeSpan, IEnumerable<(RateBudgets Worker, int Wanted)>> demand,
        Func<RateBudgets, bool>? isAlive = null)
    {
        var end = stage.Now + span;
        while (stage.Now < end)
        {
            foreach (var (worker, wanted) in demand(stage.Now))
            {
                await stage.CallAllAsync(worker, wanted, () => isAlive?.Invoke(worker) ?? true);
            }

            await stage.TickAsync();
        }
    }

    /// <summary>Any call to the storage fails the test.</summary>
    private static TableClientOptions NoStorage()
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(new NoCalls()) };
        options.Retry.MaxRetries = 0;
        return options;
    }

    private sealed class NoCalls : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The storage was asked.");
    }
}
