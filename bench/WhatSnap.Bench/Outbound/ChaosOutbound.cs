using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Outbound;

/// <summary>
/// Writes messages in a GoHighLevel that fails, has them sent by two hosts that are killed and paused through a Twilio that
/// fails, and counts what was lost, sent twice, sent out of order or shown with a wrong end.
/// </summary>
internal sealed class ChaosOutbound(ChaosOptions options)
{
    private const double UnknownAllowed = 0.001;

    /// <summary>Of a run that is over before Twilio is asked for the messages whose callbacks did not come.</summary>
    private const double WaitingAllowed = 0.02;

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var bed = await ChaosBed.StartAsync("chaos-outbound", options, stopping);
        var journal = new OutboundJournal();
        var contacts = await OutboundWorld.MakeAsync(bed.World, options.Senders, stopping);
        await using var front = await new Balancer(journal, bed.Hosts, bed.Http).StartAsync(bed.World.Ports.Front, stopping);
        var explain = new ExplainOutbound(journal, bed.World, bed.Hosts);
        var watch = new WatchSending(journal, bed.World, options.LosesFor > TimeSpan.Zero);
        var write = new WriteAnswers(OutboundPlan.Make(options), journal, bed.World, contacts, options);
        await bed.RunAsync(
            () =>
            {
                bed.World.GoHighLevel.World.Calls.Clear();
                bed.World.GoHighLevel.World.Faults = OutboundWorld.CrmFaults(options.Seed);
                bed.World.Twilio.World.Faults = OutboundWorld.TwilioFaults(options.Seed, write.LossAtStart);
                explain.Follow();
            },
            new ChaosTraffic(journal.Faults, watch.Tell, write.RunAsync, watch.WaitAsync));
        return await JudgeAsync(bed, journal, explain, watch);
    }

    private async Task<int> JudgeAsync(ChaosBed bed, OutboundJournal journal, ExplainOutbound explain, WatchSending watch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        var verdict = await watch.JudgeAsync(limit.Token);
        explain.Print(verdict);
        Report.Figures(OutboundFigures.Of(options, bed, journal, verdict, explain.Throttled));
        var all = journal.Written.Count;
        var waiting = options.LosesFor > TimeSpan.Zero ? 0 : WaitingAllowed;
        return bed.End(verdict.IsKept && verdict.Unknown.Count <= UnknownAllowed * all && verdict.Waiting.Count <= waiting * all);
    }
}
