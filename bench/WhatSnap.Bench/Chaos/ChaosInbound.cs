using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Chaos;

/// <summary>
/// Sends texts through two hosts that are killed and paused, into a CRM that fails, and counts what was lost, doubled or
/// stored out of order.
/// </summary>
internal sealed class ChaosInbound(ChaosOptions options)
{
    private const double SlowestAllowed = 60;

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var bed = await ChaosBed.StartAsync("chaos-inbound", options, stopping);
        var journal = new Journal(TrafficPlan.Make(options));
        var explain = new ExplainVerdict(journal, bed.World, bed.Hosts);
        var watch = new WatchDelivery(journal, bed.World);
        var send = new SendTraffic(journal, bed.World, bed.Hosts, bed.Http, options.Seed);
        await bed.RunAsync(
            () =>
            {
                bed.World.GoHighLevel.World.Calls.Clear();
                bed.World.GoHighLevel.World.Faults = ChaosBed.CrmFaults(options.Seed);
                explain.Follow();
            },
            new ChaosTraffic(journal.Faults, watch.Tell, send.RunAsync, watch.WaitAsync));
        return await JudgeAsync(bed, journal, explain, watch);
    }

    private async Task<int> JudgeAsync(ChaosBed bed, Journal journal, ExplainVerdict explain, WatchDelivery watch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        var dead = await watch.DeadAsync(limit.Token);
        var crm = bed.World.GoHighLevel.World;
        var verdict = Verdict.Of(journal, crm, dead);
        var figures = ChaosFigures.Of(options, bed, journal, verdict, dead.Count);
        explain.Print(verdict);
        if (figures.SlowestRecoveryS > SlowestAllowed) explain.Print("slow", Verdict.Slow(journal, crm, SlowestAllowed));
        Report.Figures(figures);
        return bed.End(verdict.IsKept && figures.SlowestRecoveryS <= SlowestAllowed);
    }
}
