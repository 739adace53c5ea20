using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Chaos;

/// <summary>
/// Sends texts through two hosts that are killed and paused, into a CRM that fails, and counts what was lost, doubled or
/// stored out of order.
/// </summary>
internal sealed class ChaosInbound(ChaosOptions options)
{
    private const double SlowestAllowed = 60;
    private readonly TimeProvider _time = TimeProvider.System;

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var start = _time.GetTimestamp();
        var hosts = new List<BenchHost>();
        using var limit = new RunLimit(options.Cap, () => hosts.ForEach(host => host.KillNow()), stopping);
        await using var world = await BenchWorld.StartAsync(
            options.Ports is { } first ? WorldPorts.From(first) : WorldPorts.Free(), limit.Token);
        using var clients = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var phones = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        var kind = HostKinds.Of(options.Start, options.Hosts);
        hosts.AddRange(ChaosHosts.Make(options, kind, world, phones));
        var journal = new Journal(TrafficPlan.Make(options));
        var explain = new ExplainVerdict(journal, world, hosts);
        Report.Progress(
            $"chaos-inbound on {kind.Name}, seed {options.Seed}: {options.Messages} messages of {options.Senders} senders, "
            + $"{options.Faults} faults of hosts, at most {options.Cap.TotalSeconds:0} s");
        try
        {
            var isCut = await TryRunAsync(world, hosts, journal, explain, phones, limit);
            return await JudgeAsync(world, kind, journal, explain, _time.GetElapsedTime(start), isCut);
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    /// <returns>True when the time ran out before the end.</returns>
    private async Task<bool> TryRunAsync(
        BenchWorld world, IReadOnlyList<BenchHost> hosts, Journal journal, ExplainVerdict explain, HttpClient phones,
        RunLimit limit)
    {
        try
        {
            if (options.Hosts.Count > 0) HostKinds.TellSettings(world);
            await Task.WhenAll(hosts.Select(host => host.StartAsync(limit.Token)));
            world.GoHighLevel.World.Calls.Clear();
            world.GoHighLevel.World.Faults = CrmFaults();
            explain.Follow();
            await RunPhasesAsync(world, hosts, journal, phones, limit.Token);
            return false;
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            Report.Progress(limit.IsReached ? "The cap is reached: here is what there is." : "Stopped: here is what there is.");
            return true;
        }
    }

    private async Task RunPhasesAsync(
        BenchWorld world, IReadOnlyList<BenchHost> hosts, Journal journal, HttpClient phones,
        CancellationToken cancellationToken)
    {
        var watch = new WatchDelivery(journal, world);
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var told = watch.TellAsync(beside.Token);
        var over = TimeSpan.FromSeconds(options.Messages / options.Pace);
        var faults = new InjectFaults(journal, hosts).RunAsync(FaultPlan.Make(options), over, beside.Token);
        var sending = new SendTraffic(journal, world, hosts, phones, options.Seed).RunAsync(beside.Token);
        try
        {
            await await Task.WhenAny(sending, faults);
            await sending;
            Report.Progress("All messages are accepted.");
            await faults;
            await watch.WaitAsync(cancellationToken);
            Report.Progress($"Watching for doubles for {options.Watch.TotalSeconds:0} s.");
            await Task.Delay(options.Watch, _time, cancellationToken);
        }
        finally
        {
            // All of them, so that no host is started behind the back of who ends them.
            await beside.CancelAsync();
            await Task.WhenAll(told, faults, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> JudgeAsync(
        BenchWorld world, HostKind kind, Journal journal, ExplainVerdict explain, TimeSpan duration, bool isCut)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        var dead = await new WatchDelivery(journal, world).DeadAsync(limit.Token);
        var verdict = Verdict.Of(journal, world.GoHighLevel.World, dead);
        var figures = ChaosFigures.Of(
            options, kind.Name, journal, verdict, dead.Count, world.GoHighLevel.World.Calls, duration, isCut);
        explain.Print(verdict);
        if (figures.SlowestRecoveryS > SlowestAllowed) explain.Print("slow", Verdict.Slow(journal, world.GoHighLevel.World, SlowestAllowed));
        Report.Figures(figures);

        var isKept = verdict.IsKept && !isCut && figures.SlowestRecoveryS <= SlowestAllowed;
        if (isKept) world.LeavesFolder = false;
        else Report.Progress($"A promise is broken or the run was cut. Logs of the hosts: {world.Folder}; the run again: --seed {options.Seed}");
        return isKept ? 0 : 1;
    }

    /// <summary>
    /// An unanswered call is held a little longer than a caller waits, then cut, and done up to five seconds later.
    /// </summary>
    private GoHighLevelFaults CrmFaults() => new()
    {
        Seed = options.Seed,
        LatencyMs = 100,
        LatencyJitterMs = 100,
        Error500Rate = 0.05,
        LateCommitRate = 0.05,
        LateCommitHoldMs = 7_000,
        LateCommitAfterMs = 5_000,
        ResetRate = 0.02,
        RoundDatesToSeconds = true,
    };
}
