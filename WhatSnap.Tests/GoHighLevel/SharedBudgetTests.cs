using System.Net;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>The laws of a budget that several workers share, in virtual time.</summary>
public sealed class SharedBudgetTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    /// <summary>Workers who all begin at once do not know what the others do.</summary>
    private static readonly TimeSpan FirstSeconds = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    [InlineData(5, 5)]
    [InlineData(2, 6, 250)]
    [InlineData(2, 7, 250)]
    [InlineData(2, 8, 250)]
    [InlineData(3, 9, 250)]
    public async Task Workers_that_want_all_get_nearly_all_and_never_more_than_all(int count, int seed, int aheadMs = 0)
    {
        var stage = RateStage.WithoutStorage(seed, TimeSpan.FromMilliseconds(aheadMs));
        var workers = Enumerable.Range(0, count).Select(_ => stage.NewWorker()).ToList();

        await RunAsync(stage, TimeSpan.FromSeconds(90), _ => workers.Select(worker => (worker, 4)));

        // Many workers and slow answers: one in a few hundred may be too many.
        Assert.InRange(stage.Crm.Refused.Count(at => at > FirstSeconds), 0, count > 2 ? 4 : 0);
        Assert.InRange(stage.Crm.Used(WarmUp, stage.Now), count == 2 ? 0.95 : 0.91, 1);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task A_worker_that_comes_in_the_middle_gets_its_part_without_a_call_too_many(int seed)
    {
        var stage = RateStage.WithoutStorage(seed);
        var (first, second) = (stage.NewWorker(), stage.NewWorker());
        var late = TimeSpan.FromSeconds(45);

        await RunAsync(stage, TimeSpan.FromSeconds(150), now => now < late ? [(first, 4)] : [(first, 4), (second, 4)]);

        Assert.DoesNotContain(stage.Crm.Refused, at => at > FirstSeconds);
        Assert.InRange(stage.Crm.Used(late + WarmUp, stage.Now), 0.91, 1);

        // It began with almost nothing, and catches up.
        Assert.InRange(second.Of(stage.Location).Step / first.Of(stage.Location).Step, 0.75, 1.35);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    public async Task What_a_dead_worker_had_is_the_others_soon_and_never_before_its_calls_left_the_window(int seed)
    {
        var stage = RateStage.WithoutStorage(seed);
        var (first, second) = (stage.NewWorker(), stage.NewWorker());
        var death = TimeSpan.FromSeconds(45);

        await RunAsync(stage, death, _ => [(first, 4), (second, 4)], IsAlive);
        second.Dispose();
        await RunAsync(stage, TimeSpan.FromSeconds(30), _ => [(first, 4)], IsAlive);

        Assert.DoesNotContain(stage.Crm.Refused, at => at > FirstSeconds);
        Assert.InRange(stage.Crm.Used(death + TimeSpan.FromSeconds(10), stage.Now), 0.85, 1);

        bool IsAlive(RateBudgets worker) => worker == first || stage.Now < death;
    }

    [Fact]
    public async Task After_the_storm_the_location_is_far_from_its_limit_again()
    {
        var stage = RateStage.WithoutStorage(15);
        var (first, second) = (stage.NewWorker(), stage.NewWorker());

        await RunAsync(stage, TimeSpan.FromSeconds(30), _ => [(first, 4), (second, 4)]);
        Assert.Equal((true, true), (first.Of(stage.Location).IsNear, second.Of(stage.Location).IsNear));
        var tick = 0;
        await RunAsync(stage, TimeSpan.FromSeconds(45), _ => ++tick % 20 == 0 ? [(first, 1), (second, 1)] : []);

        Assert.Equal((false, false), (first.Of(stage.Location).IsNear, second.Of(stage.Location).IsNear));
    }

    [Fact]
    public void Late_answers_hold_nothing_up_where_the_location_is_far_from_its_limit()
    {
        var time = new FakeTimeProvider();
        var budget = new LocationBudget(time);

        // Nothing is known yet: two look, and then another one each time that they are late.
        Assert.Equal([true, true, false], Take(budget, 3));
        time.Advance(LocationBudget.Late);
        Assert.Equal([true, false], Take(budget, 2));

        Learn(budget, remaining: 97);
        Assert.Equal(9, Take(budget, 20).Count(taken => taken));
    }

    [Fact]
    public void Where_none_is_left_a_worker_waits_until_one_of_its_own_calls_has_left_the_window()
    {
        var time = new FakeTimeProvider();
        var budget = new LocationBudget(time);
        Take(budget, 1);
        Learn(budget, remaining: 0);
        budget.End();

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal([false], Take(budget, 1));
        time.Advance(TimeSpan.FromSeconds(9.5));
        Assert.Equal([true], Take(budget, 1));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_last_call_that_is_seen_to_be_left_is_left_to_another_worker(int remaining, bool isTaken)
    {
        var budget = new LocationBudget(new FakeTimeProvider());
        Take(budget, 1);
        Learn(budget, remaining);

        Assert.Equal([isTaken], Take(budget, 1));
    }

    [Fact]
    public void What_was_seen_a_second_ago_holds_nothing_back()
    {
        var time = new FakeTimeProvider();
        var budget = new LocationBudget(time);
        Take(budget, 1);
        Learn(budget, remaining: 1);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([true], Take(budget, 1));
    }

    [Fact]
    public void Calls_that_never_left_do_not_make_what_was_seen_hold_longer()
    {
        var time = new FakeTimeProvider();
        var budget = new LocationBudget(time);
        for (var call = 0; call < 100; call++)
        {
            Assert.Equal([true], Take(budget, 1));
            time.Advance(TimeSpan.FromMilliseconds(400));
            budget.End(hasLeft: false);
        }

        Take(budget, 1);
        Learn(budget, remaining: 1);

        time.Advance(TimeSpan.FromMilliseconds(451));

        Assert.Equal([true], Take(budget, 1));
    }

    private static List<bool> Take(LocationBudget budget, int calls) =>
        [.. Enumerable.Range(0, calls).Select(_ => budget.TryTake().IsTaken)];

    private static void Learn(LocationBudget budget, int remaining)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.OK);
        answer.Headers.Add("X-RateLimit-Max", "100");
        answer.Headers.Add("X-RateLimit-Remaining", $"{remaining}");
        budget.Learn(answer.StatusCode, RateHeaders.Read(answer.Headers, default));
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
                stage.CallAll(worker, wanted, () => isAlive?.Invoke(worker) ?? true);
            }

            await stage.TickAsync();
        }
    }
}
