using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;

namespace WhatSnap.Bench.Chaos;

/// <summary>Kills and pauses the hosts in turn, never both at once.</summary>
internal sealed class InjectFaults(FaultLog log, IReadOnlyList<BenchHost> hosts)
{
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan ShortestMeanGap = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time = TimeProvider.System;

    /// <param name="faults">The plan.</param>
    /// <param name="over">The time over which the faults are spread, where they leave gaps.</param>
    /// <param name="cancellationToken">Ends it; a host that is down or paused then stays so.</param>
    public async Task RunAsync(IReadOnlyList<PlannedFault> faults, TimeSpan over, CancellationToken cancellationToken)
    {
        var busy = faults.Aggregate(TimeSpan.Zero, (sum, fault) => sum + fault.Length + (fault.IsKill ? Restart : TimeSpan.Zero));
        var meanGap = (over - busy) / Math.Max(1, faults.Count);
        if (meanGap < ShortestMeanGap) meanGap = ShortestMeanGap;
        for (var number = 0; number < faults.Count; number++)
        {
            var fault = faults[number];
            await Task.Delay(meanGap * fault.Gap, _time, cancellationToken);
            await (fault.IsKill
                ? KillAsync(hosts[number % hosts.Count], fault, cancellationToken)
                : PauseAsync(hosts[number % hosts.Count], fault, cancellationToken));
        }
    }

    private async Task KillAsync(BenchHost host, PlannedFault fault, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        await host.KillAsync();
        await Task.Delay(fault.Length, _time, cancellationToken);
        await host.StartAsync(cancellationToken);
        Note(new HostFault(from, _time.GetUtcNow(), host.Name, HostFault.Killed));
    }

    private async Task PauseAsync(BenchHost host, PlannedFault fault, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        host.Pause();
        await Task.Delay(fault.Length, _time, cancellationToken);
        host.Resume();
        Note(new HostFault(from, _time.GetUtcNow(), host.Name, HostFault.Paused));
    }

    private void Note(HostFault fault)
    {
        log.Add(fault);
        Report.Progress(
            $"  {fault.To:HH:mm:ss} host {fault.Host} {fault.What} for {(fault.To - fault.From).TotalSeconds:0.0} s");
    }
}
