using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.Pipeline;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Soak;

/// <summary>Lets one host work at an even pace for a long time, and looks whether its memory, its queues or its leases grow.</summary>
internal sealed class SoakRun(SoakOptions options)
{
    private const int Samples = 120;
    private const int LeaseEvery = 12;
    private const int LastLooks = 6;
    private static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(5);

    /// <summary>A message without a last word is looked up after two minutes: then the queues are as long as they stay.</summary>
    private static readonly TimeSpan UntilSteady = TimeSpan.FromSeconds(130);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<BenchHost> _hosts = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly List<SoakSample> _samples = [];
    private TimeSpan _steady;
    private int _sentInTime;
    private int? _leasesAtEnd;

    /// <returns>The exit code: 1 when something grew, or was lost or doubled.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        using var limit = new RunLimit(options.Cap, () => _hosts.ForEach(host => host.KillNow()), stopping);
        var places = Enumerable.Range(1, SoakOptions.Places).Select(index => new BenchPlace(index)).ToList();
        var ports = options.Ports is { } first ? WorldPorts.From(first) : WorldPorts.Free();

        // Status callbacks go to the public address: the host itself.
        await using var world = await BenchWorld.StartAsync(ports with { Front = ports.Hosts[0] }, limit.Token, places: places);
        using var clients = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var client = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        var kind = HostKinds.Of(options.Start, []);
        var host = new BenchHost("A", new Uri($"http://127.0.0.1:{ports.Hosts[0]}"), kind, HostKinds.Settings(world), Path.Combine(world.Folder, "host-A.log"), client);
        _hosts.Add(host);
        var traffic = new SoakTraffic(world, places, new PostTexts(client, 1), host.Address, options);
        world.GoHighLevel.World.Faults = new GoHighLevelFaults { Seed = options.Seed, LatencyMs = 100, LatencyJitterMs = 100 };
        Report.Progress($"soak on {kind.Name}, seed {options.Seed}: {options.Length.TotalMinutes} minutes at {options.Rate} messages/s, at most {options.Cap.TotalSeconds:0} s");
        var isCut = false;
        try
        {
            await SoakAsync(world, host, traffic, limit.Token);
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            isCut = true;
        }
        finally
        {
            await host.DisposeAsync();
        }

        return Judge(world, kind, traffic, isCut);
    }

    private async Task SoakAsync(BenchWorld world, BenchHost host, SoakTraffic traffic, CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken);
        await traffic.WarmUpAsync(cancellationToken);
        Report.Progress("Everybody is a contact.");
        var sampler = new SoakSampler(world, host, traffic);
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (began, before) = (_time.GetTimestamp(), traffic.Sent);
        var sampling = SampleAsync(sampler, began, beside.Token);
        await traffic.RunAsync(cancellationToken);
        _steady = _time.GetElapsedTime(began);
        await beside.CancelAsync();
        await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sentInTime = traffic.Sent - before;
        Report.Progress("The time is over; waiting for what is on its way.");
        await traffic.WaitAsync(cancellationToken);
        await EndAsync(sampler, began, cancellationToken);
    }

    /// <summary>What has arrived is still to be written down: then no lane is held any more.</summary>
    private async Task EndAsync(SoakSampler sampler, long began, CancellationToken cancellationToken)
    {
        for (var look = 0; look < LastLooks && _leasesAtEnd is not 0; look++)
        {
            await Task.Delay(ShortestGap, _time, cancellationToken);
            var last = await sampler.TakeAsync(_time.GetElapsedTime(began), true, cancellationToken);
            _leasesAtEnd = last.Leases;
            Report.Progress($"  in the end: {Line(last)}");
        }
    }

    private async Task SampleAsync(SoakSampler sampler, long began, CancellationToken cancellationToken)
    {
        var gap = options.Length / Samples;
        using var timer = new PeriodicTimer(gap > ShortestGap ? gap : ShortestGap, _time);
        for (var number = 1; await timer.WaitForNextTickAsync(cancellationToken); number++)
        {
            var sample = await sampler.TakeAsync(_time.GetElapsedTime(began), number % LeaseEvery == 0, cancellationToken);
            Report.Progress("  " + Line(sample));

            if (sample.At >= UntilSteady) _samples.Add(sample);
        }
    }

    private int Judge(BenchWorld world, HostKind kind, SoakTraffic traffic, bool isCut)
    {
        var (lost, duplicated) = traffic.Judge();
        var figures = new SoakFigures
        {
            Host = kind.Name,
            Seed = options.Seed,
            Minutes = options.Length.TotalMinutes,
            Rate = options.Rate,
            RateReached = _steady > TimeSpan.Zero ? Math.Round(_sentInTime / _steady.TotalSeconds, 2) : 0,
            Sent = traffic.Sent,
            Skipped = traffic.Skipped,
            Lost = lost,
            Duplicated = duplicated,
            Samples = _samples,
            LeasesAtEnd = _leasesAtEnd,
            DurationS = Math.Round(_time.GetElapsedTime(_start).TotalSeconds, 1),
            Cut = isCut,
        };
        Report.Figures(figures);
        var missed = figures.Missed().ToList();
        foreach (var one in missed) Report.Progress($"missed: {one}");
        world.LeavesFolder = missed.Count > 0;
        if (world.LeavesFolder) Report.Progress($"Data and logs stay in {world.Folder}; the run again: --seed {options.Seed}");
        return missed.Count == 0 ? 0 : 1;
    }

    private static string Line(SoakSample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.At.TotalSeconds,5:0} s: {sample.Sent} messages, {sample.Waiting} on their way, {sample.Queued} queued ({sample.Longest}), "
        + $"{sample.Load.ResidentMb:0} MB, {sample.Load.Threads} threads, {sample.Load.OpenFiles} files{(sample.Leases is { } leases ? $", {leases} leases" : "")}");
}
