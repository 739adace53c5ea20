using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.Pipeline;
using WhatSnap.Bench.World;
using WhatSnap.Local.Demo;

namespace WhatSnap.Bench.Fair;

/// <summary>
/// Measures what quiet locations notice of another one's storm, and how much of its allowed rate the storm has, with two
/// hosts and a CRM that counts in a sliding window.
/// </summary>
internal sealed class Fairness(FairnessOptions options)
{
    private static readonly TimeSpan FirstSeconds = TimeSpan.FromSeconds(10);

    /// <summary>The first window may be full before anybody could know; from then on the rate counts.</summary>
    private static readonly TimeSpan UntilSteady = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<BenchHost> _hosts = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        using var limit = new RunLimit(options.Cap, () => _hosts.ForEach(host => host.KillNow()), stopping);
        var places = Enumerable.Range(1, options.Quiet).Select(index => new BenchPlace(index)).ToList();
        var ports = options.Ports is { } first ? WorldPorts.From(first) : WorldPorts.Free();

        // Status callbacks go to the public address: here, the second host.
        await using var world = await BenchWorld.StartAsync(ports with { Front = ports.Hosts[1] }, limit.Token, places: places);
        var kind = HostKinds.Of(options.Start, []);
        var figures = new FairnessFigures { Host = kind.Name, Seed = options.Seed };
        Report.Progress(
            $"fairness on {kind.Name}, seed {options.Seed}: {options.Messages} messages in, then out, beside {options.Quiet} quiet "
            + $"locations, at most {options.Cap.TotalSeconds:0} s");
        try
        {
            await foreach (var next in MeasureAsync(world, kind, places, figures, limit.Token)) figures = next;
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            figures = figures with { Cut = true };
        }
        finally
        {
            foreach (var host in _hosts) await host.DisposeAsync();
        }

        return Judge(world, figures with { DurationS = Math.Round(_time.GetElapsedTime(_start).TotalSeconds, 1) });
    }

    private static int Judge(BenchWorld world, FairnessFigures figures)
    {
        Report.Figures(figures);
        var missed = figures.Missed().ToList();
        foreach (var one in missed) Report.Progress($"missed: {one}");
        if (figures.Cut) Report.Progress("The run was ended before its end.");
        world.LeavesFolder = missed.Count > 0 || figures.Cut;
        if (world.LeavesFolder) Report.Progress($"Data and logs stay in {world.Folder}");
        return world.LeavesFolder ? 1 : 0;
    }

    private async IAsyncEnumerable<FairnessFigures> MeasureAsync(
        BenchWorld world, HostKind kind, IReadOnlyList<BenchPlace> places, FairnessFigures figures,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clients = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var client = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        foreach (var (port, number) in world.Ports.Hosts.Select((port, number) => (port, number)))
        {
            var name = $"{(char)('A' + number)}";
            _hosts.Add(new BenchHost(
                name, new Uri($"http://127.0.0.1:{port}"), kind, HostKinds.Settings(world), Path.Combine(world.Folder, $"host-{name}.log"), client));
        }

        await Task.WhenAll(_hosts.Select(host => host.StartAsync(cancellationToken)));
        List<Uri> addresses = [.. _hosts.Select(host => host.Address)];
        var post = new PostTexts(client, 1);
        var quiet = new QuietTraffic(world, places, post, addresses, options.Seed);
        var storm = new Storm(world, post, addresses, options);
        world.GoHighLevel.World.Faults = WatchCalls.Habits(options.Seed, options.Limit);
        var calls = new WatchCalls(world, DemoAccount.LocationId, options.Limit);
        await quiet.WarmUpAsync(cancellationToken);

        Tell("The quiet locations alone.");
        var (from, to) = await PhaseAsync(quiet, options.Phases.Alone, null, cancellationToken);
        yield return figures = figures with { QuietInboundAloneP95Ms = P95(quiet, 0, from, to), QuietOutboundAloneP95Ms = P95(quiet, 1, from, to) };

        Tell("The storm comes in.");
        (from, to) = await PhaseAsync(
            quiet, options.Phases.Inbound, storm.WriteInAsync(options.Phases.Inbound - Tail, cancellationToken), cancellationToken);
        var began = from;
        Tell($"Its calls in each ten seconds: {calls.Course(from, to)}.");
        yield return figures = figures with
        {
            QuietInboundP95Ms = P95(quiet, 0, from, to),
            InboundRateUsed = calls.Used(from + UntilSteady, to),
            StormAccepted = storm.Accepted,
            StormWaiting = storm.Accepted - world.GoHighLevel.World.Log.All.Count(message => message.LocationId == DemoAccount.LocationId),
            Stormy429s = calls.RefusedAfter(began + FirstSeconds),
        };

        Tell($"{figures.StormWaiting} of its messages wait; it goes out.");
        (from, to) = await PhaseAsync(
            quiet, options.Phases.Outbound, storm.WriteOutAsync(options.Phases.Outbound - Tail, cancellationToken), cancellationToken);
        Tell($"Its calls in each ten seconds: {calls.Course(from, to)}.");
        yield return figures = figures with
        {
            QuietOutboundP95Ms = P95(quiet, 1, from, to),
            OutboundRateUsed = calls.Used(from, to),
            StormAccepted = storm.Accepted,
            Stormy429s = calls.RefusedAfter(began + FirstSeconds),
        };

        // What was written last has some seconds to arrive.
        for (var second = 0; second < Tail.TotalSeconds && quiet.Unarrived() > 0; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time, cancellationToken);
        }

        yield return figures with { QuietMissing = quiet.Unarrived() };
    }

    private async Task<(DateTimeOffset From, DateTimeOffset To)> PhaseAsync(
        QuietTraffic quiet, TimeSpan length, Task? storm, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(length);
        await quiet.RunAsync(over.Token);
        cancellationToken.ThrowIfCancellationRequested();
        var to = _time.GetUtcNow();
        if (storm is not null) await storm;
        return (from, to);
    }

    /// <summary>Of the messages that were written in the phase; those that are still on their way count as the slowest.</summary>
    private static double P95(QuietTraffic quiet, int direction, DateTimeOffset from, DateTimeOffset to)
    {
        var times = quiet.Times(from, to)[direction];
        Report.Progress($"  {(direction == 0 ? "in" : "out")}: {times.Count} messages, p50 {Quantile.Of(times, 0.5):0} ms, slowest {times.DefaultIfEmpty().Max():0} ms");
        return Math.Round(Quantile.Of(times, 0.95));
    }

    private void Tell(string phase) => Report.Progress($"{_time.GetElapsedTime(_start).TotalSeconds,4:0} s: {phase}");
}
