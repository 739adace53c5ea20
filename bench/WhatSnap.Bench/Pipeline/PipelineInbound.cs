using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Measures one host from the webhook to the CRM, its door held against the barest one possible.</summary>
internal sealed class PipelineInbound(PipelineOptions options)
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<BenchHost> _hosts = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <returns>The exit code: 1 when a goal was missed.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        using var limit = new RunLimit(options.Cap, () => _hosts.ForEach(host => host.KillNow()), stopping);
        await using var world = await BenchWorld.StartAsync(
            options.Ports is { } first ? WorldPorts.From(first) : WorldPorts.Free(), limit.Token);
        var kind = HostKinds.Of(options.Start, options.Host is { } running ? [running] : []);
        var figures = new PipelineFigures { Host = kind.Name, Seed = options.Seed };
        Report.Progress($"pipeline on {kind.Name}, seed {options.Seed}, at most {options.Cap.TotalSeconds:0} s");
        string? cut = null;
        try
        {
            await foreach (var next in MeasureAsync(world, kind, figures, limit.Token)) figures = next;
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            cut = limit.IsReached ? "the cap was reached" : "the run was stopped";
        }
        finally
        {
            foreach (var host in _hosts) await host.DisposeAsync();
        }

        figures = figures with { DurationS = Math.Round(_time.GetElapsedTime(_start).TotalSeconds, 1) };
        Report.Figures(figures);
        var missed = figures.Missed().ToList();
        if (cut is not null) missed.Add(cut);
        foreach (var goal in missed) Report.Progress($"Missed: {goal}");
        if (missed.Count == 0) world.LeavesFolder = false;
        else Report.Progress($"Logs of the hosts: {world.Folder}; the run again: --seed {options.Seed}");
        return missed.Count == 0 ? 0 : 1;
    }

    /// <summary>The figures after each phase.</summary>
    private async IAsyncEnumerable<PipelineFigures> MeasureAsync(
        BenchWorld world, HostKind kind, PipelineFigures figures,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clients = Clients();
        var client = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        var host = Add(world, "host", options.Host ?? At(world.Ports.Hosts[0]), kind, HostKinds.Settings(world), client);
        var bare = Add(world, "bare", At(world.Ports.Bare), HostKinds.Bare, HostKinds.BareSettings(world), client);
        if (options.Host is not null) HostKinds.TellSettings(world);
        await Task.WhenAll(host.StartAsync(cancellationToken), bare.StartAsync(cancellationToken));

        var bed = new PipelineBed(world, host, new PipelineTexts(options.Seed, world), new PostTexts(client, options.Connections));
        bed.SetCrmLatency(0);
        Tell("Accepting, the product's host and the bare endpoint in turn:");
        yield return figures = await new CompareAccept(bed, bare.Address)
            .RunAsync(figures, options.Rounds, options.Batch, cancellationToken);
        await bare.KillAsync();

        Tell("Calls to the CRM:");
        yield return figures = await new CountCrmCalls(bed).RunAsync(figures, cancellationToken);

        Tell("The way to the CRM at an easy pace, then as many as pass:");
        var passage = new TimePassage(bed);
        yield return figures = await passage.AtEasyPaceAsync(figures, cancellationToken);
        yield return figures = await passage.AtFullPaceAsync(figures, options.Burst, cancellationToken);
        if (kind.Command is null) yield break;

        Tell("Storage calls of one message, counted between a host and its storage:");

        // What a killed host had received would stay invisible for minutes.
        await bed.UntilQuietAsync(cancellationToken);
        await host.KillAsync();
        await using var forwarder = await CountingForwarder.StartAsync(
            world.Place, world.Ports.Forwarder, clients.GetRequiredService<IHttpClientFactory>().CreateClient(), cancellationToken);
        var counted = Add(
            world, "counted", At(world.Ports.Hosts[1]), kind, HostKinds.Settings(world, forwarder.Place), client);
        await counted.StartAsync(cancellationToken);
        yield return await new CountStorageCalls(bed with { Host = counted }, forwarder).RunAsync(figures, cancellationToken);
    }

    private void Tell(string phase) => Report.Progress($"{_time.GetElapsedTime(_start).TotalSeconds,4:0} s: {phase}");

    private BenchHost Add(
        BenchWorld world, string name, Uri address, HostKind kind, IReadOnlyDictionary<string, string> settings, HttpClient probe)
    {
        var host = new BenchHost(name, address, kind, settings, Path.Combine(world.Folder, $"{name}.log"), probe);
        _hosts.Add(host);
        return host;
    }

    private static ServiceProvider Clients() => new ServiceCollection()
        .AddHttpClient()
        .ConfigureHttpClientDefaults(client => client.UseSocketsHttpHandler((handler, _) =>
        {
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;
        }))
        .BuildServiceProvider();

    private static Uri At(int port) => new($"http://127.0.0.1:{port}");
}
