using System.Net;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.GoHighLevel;

namespace WhatSnap.Tests.Messages;

/// <summary>A storm's messages before their work, in virtual time: how often they come, and who waits for whom.</summary>
public sealed class AdmitWorkTests
{
    private const string Queue = QueueNames.DeliverInbound;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_storm_passes_at_nearly_the_allowed_rate_in_about_its_order_and_each_message_comes_few_times(int seed)
    {
        var stage = RateStage.WithoutStorage(seed);
        List<StormMessage> storm = [];
        OneThread.Run(thread =>
        {
            var run = new StormRun(thread, stage);
            for (var worker = 0; worker < 2; worker++) run.Start();
            for (var message = 0; message < 1_500; message++) run.Come(RateStage.Tick * (message / 5));
            run.Run(TimeSpan.FromSeconds(185));
            storm = run.Messages;
        });

        var passed = storm.Where(one => one.PassedAt is not null).ToList();

        // Answers take up to 600 ms here: one call in 500 may be too many.
        Assert.InRange(stage.Crm.Refused.Count, 0, 3);
        Assert.InRange(stage.Crm.Used(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(140)), 0.9, 1);
        Assert.Equal(1_500, passed.Count);

        // Nobody starves: each passes within a while of where the line would have had it.
        var inOrder = passed.OrderBy(one => one.Number).Select(one => one.PassedAt!.Value).ToList();
        var overtaken = passed.Max(one => (one.PassedAt!.Value - inOrder.Order().ElementAt(one.Number)).TotalSeconds);
        Assert.InRange(overtaken, 0, 50);
        Assert.InRange(storm.Average(one => one.Comes), 1, 8);
    }

    /// <summary>A storm's first messages make more calls than the others, for contacts that are new.</summary>
    [Theory]
    [InlineData(1, 2, 0.92)]
    [InlineData(2, 2, 0.92)]
    [InlineData(3, 3, 0.8)]
    public void Work_that_turns_out_lighter_than_was_thought_leaves_few_calls_over(int seed, int thought, double least)
    {
        var stage = RateStage.WithoutStorage(seed);
        List<StormMessage> storm = [];
        OneThread.Run(thread =>
        {
            var run = new StormRun(thread, stage);
            List<StormWorker> workers = [run.Start(), run.Start()];
            for (var message = 0; message < 3_000; message++) run.Come(RateStage.Tick * (message / 3));
            run.Run(TimeSpan.FromSeconds(55), () => workers.ForEach(Teach));
            run.Run(TimeSpan.FromSeconds(240));
            storm = run.Messages;
        });

        Assert.InRange(stage.Crm.Refused.Count, 0, 3);
        Assert.InRange(stage.Crm.Used(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(230)), least, 1);
        Assert.InRange(storm.Average(one => one.Comes), 1, 8);

        void Teach(StormWorker worker)
        {
            for (var times = 0; times < 10; times++) worker.Budgets.Of(stage.Location).Weights.Learn(Queue, thought);
        }
    }

    /// <summary>What a killed worker called stands in the window for ten seconds more, and the work that comes meanwhile after it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Nobody_waits_long_for_workers_that_are_killed_and_started_again(int unanswered)
    {
        var waits = Enumerable.Range(1, 40).Select(seed => WaitsWithKills(seed, unanswered)).ToList();

        Assert.InRange(waits.Max(run => run[^1]), 0, 20);
        Assert.InRange(waits.Count(run => run[^1] >= 15), 0, 8);
        Assert.InRange(waits.Average(run => run[^1]), 0, 11);
        Assert.InRange(waits.Average(run => run[run.Count * 95 / 100]), 0, 6);
    }

    [Fact]
    public async Task A_location_in_a_storm_never_has_all_handlers()
    {
        var stage = await RateStage.StartAsync(3);
        var admit = stage.NewAdmission(stage.NewWorker());

        var entered = 0;
        while (await EnterAsync(admit, "stormy", calls: false) is WorkEntry.Entered) entered++;
        var second = 0;
        while (await EnterAsync(admit, "stormy too", calls: false) is WorkEntry.Entered) second++;

        Assert.Equal(18, entered);
        Assert.InRange(second, 4, 5);
        Assert.IsType<WorkEntry.Entered>(await EnterAsync(admit, "quiet", calls: true));
    }

    [Fact]
    public async Task A_handler_that_is_left_is_free_again()
    {
        var stage = await RateStage.StartAsync(4);
        var admit = stage.NewAdmission(stage.NewWorker());

        for (var times = 0; times < 100; times++)
        {
            using var entered = Assert.IsType<WorkEntry.Entered>(await EnterAsync(admit, "loc", calls: false));
        }
    }

    [Fact]
    public async Task Messages_of_a_parked_location_come_after_the_reset_one_behind_the_other()
    {
        var stage = await RateStage.StartAsync(5);
        var worker = stage.NewWorker();
        var admit = stage.NewAdmission(worker);
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.Add("X-RateLimit-Daily-Remaining", "0");
        await worker.LearnAsync(stage.Location, answer.StatusCode, answer.Headers, CancellationToken.None);

        var reset = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
        var slots = new List<DateTimeOffset>();
        for (var message = 0; message < 200; message++)
        {
            var later = Assert.IsType<WorkEntry.Later>(await EnterAsync(admit, stage.Location.Id));
            Assert.InRange(stage.Time.GetUtcNow() + later.Delay, reset, later.Slot!.Value);
            slots.Add(later.Slot!.Value);
        }

        Assert.Equal(reset, slots[0]);
        Assert.InRange((slots[^1] - reset).TotalSeconds, 18, 60);
        Assert.IsType<WorkEntry.Entered>(await EnterAsync(admit, "other"));

        stage.Time.SetUtcNow(reset);
        Assert.IsType<WorkEntry.Entered>(await EnterAsync(admit, stage.Location.Id, slots[0]));
    }

    [Fact]
    public async Task Who_looks_before_its_slot_lets_those_pass_that_are_due()
    {
        var stage = await RateStage.StartAsync(7);
        var worker = stage.NewWorker();
        var (admit, budget) = (stage.NewAdmission(worker), worker.Of(stage.Location));
        using var near = new HttpResponseMessage(HttpStatusCode.OK);
        near.Headers.Add("X-RateLimit-Max", "100");
        near.Headers.Add("X-RateLimit-Remaining", "20");
        await worker.LearnAsync(stage.Location, near.StatusCode, near.Headers, CancellationToken.None);
        var slot = stage.Time.GetUtcNow() + TimeSpan.FromMinutes(5);

        var due = budget.Line.TryJoin(stage.Time.GetUtcNow());
        Assert.Equal(new WorkEntry.Later(TimeSpan.FromMinutes(2.5), slot), await EnterAsync(admit, stage.Location.Id, slot));
        budget.Line.Leave(due!.Value);

        Assert.IsType<WorkEntry.Entered>(await EnterAsync(admit, stage.Location.Id, slot));
    }

    [Fact]
    public async Task What_stands_in_line_once_takes_no_second_place()
    {
        var stage = await RateStage.StartAsync(6);
        var worker = stage.NewWorker();
        var admit = stage.NewAdmission(worker);
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        await worker.LearnAsync(stage.Location, answer.StatusCode, answer.Headers, CancellationToken.None);

        for (var go = 0; go < 100; go++)
        {
            var later = await admit.EnterAsync(Queue, stage.Location.Id, null, true, isSpare: true, CancellationToken.None);
            Assert.Equal(new WorkEntry.Later(LaneTiming.GuardDelay, null), later);
        }

        var first = Assert.IsType<WorkEntry.Later>(await EnterAsync(admit, stage.Location.Id));
        Assert.Equal(TimeSpan.FromSeconds(10), first.Delay);
    }

    /// <summary>Seconds that each message waited whose worker lived, the shortest first.</summary>
    private static List<double> WaitsWithKills(int seed, int unanswered)
    {
        var stage = RateStage.WithoutStorage(seed, unanswered: unanswered);
        List<StormMessage> all = [];
        OneThread.Run(thread =>
        {
            var run = new StormRun(thread, stage);
            List<StormWorker> workers = [run.Start(), run.Start()];
            for (var round = 0; round < 12; round++)
            {
                Write(TimeSpan.FromSeconds(6));
                run.Kill(workers[0]);
                workers.RemoveAt(0);
                Write(TimeSpan.FromSeconds(3));
                workers.Add(run.Start());
            }

            run.Run(stage.Now + TimeSpan.FromSeconds(90));
            all = run.Messages;

            // Four a second, and twenty at once in the middle.
            void Write(TimeSpan span)
            {
                var burst = stage.Now + (span / 2) - TimeSpan.FromSeconds(1.5);
                run.Run(stage.Now + span, () =>
                {
                    var count = stage.Now == burst && span > TimeSpan.FromSeconds(4) ? 20 : stage.Next(10) < 2 ? 1 : 0;
                    for (var message = 0; message < count; message++) run.Accept(workers[stage.Next(workers.Count)]);
                });
            }
        });

        Assert.All(all, message => Assert.NotNull(message.PassedAt));
        return [.. all.Where(message => !message.WasKilled).Select(message => (message.PassedAt!.Value - message.WrittenAt).TotalSeconds).Order()];
    }

    private static Task<WorkEntry> EnterAsync(AdmitWork admit, string location, DateTimeOffset? slot = null, bool calls = true) =>
        admit.EnterAsync(Queue, location, slot, calls, false, CancellationToken.None);
}
