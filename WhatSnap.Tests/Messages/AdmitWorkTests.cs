using System.Net;
using WhatSnap.Core.GoHighLevel;
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
        var stage = RateStage.OnOneThread(seed);
        List<StormMessage> storm = [];
        OneThread.Run(thread => storm = Storm(thread, stage, messages: 1_500, perTick: 5, span: TimeSpan.FromSeconds(185)));

        var passed = storm.Where(one => one.PassedAt is not null).ToList();
        Assert.Equal(0, stage.Crm.Refused);
        Assert.InRange(stage.Crm.Used(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(140)), 0.93, 1);
        Assert.Equal(1_500, passed.Count);

        // Nobody starves: each passes within a while of where the line would have had it.
        var inOrder = passed.OrderBy(one => one.Number).Select(one => one.PassedAt!.Value).ToList();
        var overtaken = passed.Max(one => (one.PassedAt!.Value - inOrder.Order().ElementAt(one.Number)).TotalSeconds);
        Assert.InRange(overtaken, 0, 40);
        Assert.InRange(storm.Average(one => one.Comes), 1, 8);
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

        var slots = new List<DateTimeOffset>();
        for (var message = 0; message < 200; message++)
        {
            var later = Assert.IsType<WorkEntry.Later>(await EnterAsync(admit, stage.Location.Id));
            Assert.Equal(later.Slot, stage.Time.GetUtcNow() + later.Delay);
            slots.Add(later.Slot!.Value);
        }

        var reset = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(reset, slots[0]);
        Assert.InRange((slots[^1] - reset).TotalSeconds, 18, 60);
        Assert.IsType<WorkEntry.Entered>(await EnterAsync(admit, "other"));

        stage.Time.SetUtcNow(reset);
        Assert.IsType<WorkEntry.Entered>(await EnterAsync(admit, stage.Location.Id, slots[0]));
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

    private static Task<WorkEntry> EnterAsync(AdmitWork admit, string location, DateTimeOffset? slot = null, bool calls = true) =>
        admit.EnterAsync(Queue, location, slot, calls, false, CancellationToken.None);

    /// <summary>Two workers receive what is due in turn, as from one queue; a message that passes makes one call.</summary>
    private static List<StormMessage> Storm(OneThread thread, RateStage stage, int messages, int perTick, TimeSpan span)
    {
        var workers = Enumerable.Range(0, 2).Select(_ => stage.NewWorker()).ToList();
        var admits = workers.Select(stage.NewAdmission).ToList();
        var storm = Enumerable.Range(0, messages).Select(number => new StormMessage(number)).ToList();
        var queue = new PriorityQueue<StormMessage, TimeSpan>(storm.Select(one => (one, RateStage.Tick * (one.Number / perTick))));
        var working = new List<Task>();
        var end = stage.Now + span;
        while (stage.Now < end)
        {
            while (queue.TryPeek(out _, out var due) && due <= stage.Now)
            {
                var message = queue.Dequeue();
                var which = stage.Next(2);
                message.Comes++;
                working.Add(ComeAsync(stage, workers[which], admits[which], message, queue));
            }

            thread.Settle();
            working.Add(stage.TickAsync());
            thread.Settle();
        }

        Assert.All(working, work => Assert.False(work.IsFaulted, work.Exception?.ToString()));
        return storm;
    }

    private static async Task ComeAsync(
        RateStage stage, RateBudgets worker, AdmitWork admit, StormMessage message, PriorityQueue<StormMessage, TimeSpan> queue)
    {
        var entry = await EnterAsync(admit, stage.Location.Id, message.Slot);
        if (entry is WorkEntry.Later later)
        {
            // A queue delays by whole seconds, and it takes a moment until somebody looks.
            message.Slot = later.Slot;
            var due = stage.Now + TimeSpan.FromSeconds(Math.Ceiling(later.Delay.TotalSeconds)) + stage.Between(0, 500);
            queue.Enqueue(message, due);
            return;
        }

        var entered = (WorkEntry.Entered)entry;
        entered.Use();
        var wait = await worker.TakeAsync(stage.Location, CancellationToken.None);
        if (wait > TimeSpan.Zero)
        {
            entered.Dispose();
            message.Slot ??= stage.Time.GetUtcNow() + wait;
            queue.Enqueue(message, stage.Now + TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds)));
            return;
        }

        message.PassedAt = stage.Now;
        stage.Call(worker, () => true, entered.Dispose);
    }

    private sealed class StormMessage(int number)
    {
        public int Number => number;

        public int Comes { get; set; }

        public DateTimeOffset? Slot { get; set; }

        public TimeSpan? PassedAt { get; set; }
    }
}
