using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Chaos;

/// <summary>What is special about one chaos run.</summary>
/// <param name="Faults">Takes the faults of hosts.</param>
/// <param name="Tell">Where the run stands, in one line.</param>
/// <param name="Send">Makes the traffic; ends when all of it is accepted.</param>
/// <param name="Wait">Ends when everything accepted has arrived.</param>
internal sealed record ChaosTraffic(
    FaultLog Faults, Func<string> Tell, Func<CancellationToken, Task> Send, Func<CancellationToken, Task> Wait)
{
    /// <summary>Makes other faults than kills and pauses of hosts.</summary>
    public Func<CancellationToken, Task>? Inject { get; init; }

    /// <summary>Looks at the end while the hosts still run.</summary>
    public Func<CancellationToken, Task>? Look { get; init; }
}

/// <summary>The world, the hosts and the time limit of a chaos run.</summary>
internal sealed class ChaosBed : IAsyncDisposable
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<BenchHost> _hosts = [];
    private readonly List<BenchHost> _besides = [];
    private readonly ChaosOptions _options;
    private readonly RunLimit _limit;
    private readonly ServiceProvider _clients = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly long _start;

    private ChaosBed(ChaosOptions options, CancellationToken stopping)
    {
        (_options, _start) = (options, _time.GetTimestamp());
        _limit = new RunLimit(options.Cap, () => _hosts.Concat(_besides).ToList().ForEach(host => host.KillNow()), stopping);
        Kind = HostKinds.Of(options.Start, options.Hosts);
        Http = _clients.GetRequiredService<IHttpClientFactory>().CreateClient();
    }

    public BenchWorld World { get; private set; } = null!;

    public IReadOnlyList<BenchHost> Hosts => _hosts;

    public HostKind Kind { get; }

    public HttpClient Http { get; }

    /// <summary>True when the run was ended before its end.</summary>
    public bool IsCut { get; private set; }

    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <param name="benchmark">Its name.</param>
    /// <param name="options">What it is made of.</param>
    /// <param name="stopping">Ends the run before its time.</param>
    /// <param name="settings">Settings of the hosts besides those of every run.</param>
    /// <param name="behind">Settings of the hosts that put something between them and what they depend on.</param>
    public static async Task<ChaosBed> StartAsync(
        string benchmark, ChaosOptions options, CancellationToken stopping, Func<WorldPorts, IReadOnlyDictionary<string, string>>? settings = null,
        Func<WorldPorts, IReadOnlyDictionary<string, string>>? behind = null)
    {
        var bed = new ChaosBed(options, stopping);
        try
        {
            var ports = options.Ports is { } first ? WorldPorts.From(first) : WorldPorts.Free();
            bed.World = await BenchWorld.StartAsync(ports, bed._limit.Token, settings?.Invoke(ports));
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }

        bed._hosts.AddRange(ChaosHosts.Make(options, bed.Kind, bed.World, bed.Http, behind?.Invoke(bed.World.Ports)));
        Report.Progress(
            $"{benchmark} on {bed.Kind.Name}, seed {options.Seed}: {options.Messages} messages of {options.Senders} contacts, "
            + $"{options.Faults} faults of hosts, at most {options.Cap.TotalSeconds:0} s");
        return bed;
    }

    /// <summary>
    /// A GoHighLevel that fails. An unanswered call is held a little longer than a caller waits, then cut, and done up to
    /// five seconds later.
    /// </summary>
    public static GoHighLevelFaults CrmFaults(int seed) => new()
    {
        Seed = seed,
        LatencyMs = 100,
        LatencyJitterMs = 100,
        Error500Rate = 0.05,
        LateCommitRate = 0.05,
        LateCommitHoldMs = 7_000,
        LateCommitAfterMs = 5_000,
        ResetRate = 0.02,
        RoundDatesToSeconds = true,
    };

    /// <summary>A further program that starts and ends with the hosts.</summary>
    public void Add(BenchHost program) => _besides.Add(program);

    /// <summary>Starts the hosts, then runs until the traffic has arrived, or until the time is up.</summary>
    /// <param name="ready">Makes the world bad, once the hosts have started.</param>
    /// <param name="traffic">The traffic.</param>
    public Task RunAsync(Action ready, ChaosTraffic traffic) => RunAsync(
        _ =>
        {
            ready();
            return Task.CompletedTask;
        },
        traffic);

    /// <summary>The same, with more to do once the hosts have started.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> ready, ChaosTraffic traffic)
    {
        try
        {
            if (_options.Hosts.Count > 0) HostKinds.TellSettings(World);
            await Task.WhenAll(_hosts.Concat(_besides).Select(host => host.StartAsync(_limit.Token)));
            await ready(_limit.Token);
            await RunPhasesAsync(traffic, _limit.Token);
        }
        catch (OperationCanceledException) when (_limit.Token.IsCancellationRequested)
        {
            Report.Progress(_limit.IsReached ? "The cap is reached: here is what there is." : "Stopped: here is what there is.");
            IsCut = true;
        }

        // What is to be judged now does not change any more.
        foreach (var host in _hosts.Concat(_besides)) await host.KillAsync();
    }

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public int End(bool isKept)
    {
        if (isKept && !IsCut) World.LeavesFolder = false;
        else Report.Progress($"A promise is broken or the run was cut. Logs of the hosts: {World.Folder}; the run again: --seed {_options.Seed}");
        return isKept && !IsCut ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Concat(_besides)) await host.DisposeAsync();
        await _clients.DisposeAsync();
        if (World is not null) await World.DisposeAsync();
        _limit.Dispose();
    }

    private async Task RunPhasesAsync(ChaosTraffic traffic, CancellationToken cancellationToken)
    {
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var told = TellAsync(traffic.Tell, beside.Token);
        var faults = traffic.Inject is { } inject ? inject(beside.Token) : InjectAsync(traffic.Faults, beside.Token);
        var sending = traffic.Send(beside.Token);
        try
        {
            await await Task.WhenAny(sending, faults);
            await sending;
            Report.Progress("All messages are accepted.");
            await faults;
            await traffic.Wait(cancellationToken);
            Report.Progress($"Watching for doubles for {_options.Watch.TotalSeconds:0} s.");
            await Task.Delay(_options.Watch, _time, cancellationToken);
            if (traffic.Look is { } look) await look(cancellationToken);
        }
        finally
        {
            // All of them, so that no host is started behind the back of who ends them.
            await beside.CancelAsync();
            await Task.WhenAll(told, faults, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task InjectAsync(FaultLog faults, CancellationToken cancellationToken) => new InjectFaults(faults, _hosts)
        .RunAsync(FaultPlan.Make(_options), TimeSpan.FromSeconds(_options.Messages / _options.Pace), cancellationToken);

    /// <summary>Prints where the run stands, every ten seconds.</summary>
    private async Task TellAsync(Func<string> tell, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var timer = new PeriodicTimer(TellEvery, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Report.Progress($"  {_time.GetElapsedTime(start).TotalSeconds,4:0} s: {tell()}");
        }
    }
}
