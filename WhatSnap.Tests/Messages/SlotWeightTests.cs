using System.Net;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.GoHighLevel;

namespace WhatSnap.Tests.Messages;

/// <summary>Work that waits takes up as much of its location's line as the work of its queue makes calls.</summary>
public sealed class SlotWeightTests
{
    [Fact]
    public async Task Work_of_a_queue_that_makes_one_call_comes_closer_than_work_that_makes_three()
    {
        var stage = RateStage.WithoutStorage(1);
        var worker = stage.NewWorker();
        var (admit, budget) = (stage.NewAdmission(worker), worker.Of(stage.Location));
        for (var work = 0; work < 100; work++)
        {
            budget.Weights.Learn(QueueNames.DeliverInbound, 3);
            budget.Weights.Learn(QueueNames.ReportStatus, 1);

            // What was let in and made no call says nothing.
            budget.Weights.Learn(QueueNames.ReportStatus, 0);
        }

        using var refused = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        refused.Headers.Add("X-RateLimit-Max", "100");
        refused.Headers.Add("X-RateLimit-Remaining", "0");
        await worker.LearnAsync(stage.Location, refused.StatusCode, refused.Headers, CancellationToken.None);
        var (messages, statuses) = (await SpanAsync(QueueNames.DeliverInbound), await SpanAsync(QueueNames.ReportStatus));

        Assert.Equal(3, messages / statuses, 0.01);

        async Task<TimeSpan> SpanAsync(string queue)
        {
            var slots = new List<DateTimeOffset>();
            for (var work = 0; work < 11; work++)
            {
                var later = Assert.IsType<WorkEntry.Later>(await admit.EnterAsync(queue, stage.Location.Id, null, true, false, CancellationToken.None));
                slots.Add(later.Slot!.Value);
            }

            return slots[^1] - slots[1];
        }
    }
}
