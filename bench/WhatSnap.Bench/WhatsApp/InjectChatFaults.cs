using System.Text.Json.Nodes;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>Makes one fault after the other, of every kind equally many; what one does to the sessions may go on during the next.</summary>
internal sealed class InjectChatFaults(
    FaultLog log, Gateways gateways, IReadOnlyList<BenchHost> hosts, ChaosOptions options, TimeSpan lease)
{
    public const string Dropped = "dropped";
    public const string Displaced = "displaced";
    public const string StartedTwo = "started with its twin";
    public const string Slowed = "slowed";
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(400);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Random _random = new(options.Seed + 1);

    public async Task RunAsync(IReadOnlyList<LinkedAccount> accounts, CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task>[] kinds =
        [
            token => KillAsync(OwnerOfAny(accounts), token),
            token => KillAsync(hosts[_random.Next(hosts.Count)], token),
            token => DropAsync(AnyOf(accounts), token),
            token => DisplaceAsync(AnyOf(accounts), token),
            SlowAsync,
            token => PauseAsync(OwnerOfAny(accounts), token),
            StartTwoAsync,
        ];
        // Hosts that run already are not this run's to kill.
        if (options.Hosts.Count > 0) kinds[1] = kinds[0];
        var plan = Enumerable.Range(0, options.Faults).Select(number => kinds[number % kinds.Length]).ToArray();
        _random.Shuffle(plan);
        foreach (var fault in plan)
        {
            await Task.Delay(Seconds(1, 6), _time, cancellationToken);
            await fault(cancellationToken);
        }
    }

    private async Task KillAsync(BenchHost program, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        await program.KillAsync();
        await Task.Delay(Seconds(1, 4), _time, cancellationToken);
        await program.StartAsync(cancellationToken);
        Note(from, program.Name, HostFault.Killed);
    }

    /// <summary>Both end without a word, and both start at the same moment.</summary>
    private async Task StartTwoAsync(CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        await Task.WhenAll(gateways.All.Select(gateway => gateway.KillAsync()));
        await Task.WhenAll(gateways.All.Select(gateway => gateway.StartAsync(cancellationToken)));
        foreach (var gateway in gateways.All) Note(from, gateway.Name, StartedTwo);
    }

    private async Task DropAsync(LinkedAccount account, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        JsonNode? code = _random.Next(2) == 0 ? null : 503;
        await gateways.WhatsApp.CallAsync(
            HttpMethod.Post, $"/accounts/{account.Number}/drop", new JsonObject { ["code"] = code }, cancellationToken);
        Note(from, account.Name, Dropped);
    }

    /// <summary>The owner's lease is gone while it runs, and the other gateway takes the session up.</summary>
    private async Task DisplaceAsync(LinkedAccount account, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        await gateways.BreakLeaseAsync(account.Session, cancellationToken);
        Note(from, account.Name, Displaced);
    }

    private async Task SlowAsync(CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        foreach (var wire in gateways.Wires) wire.Delay = Slowness;
        await Task.Delay(Seconds(8, 16), _time, cancellationToken);
        foreach (var wire in gateways.Wires) wire.Delay = TimeSpan.Zero;
        Note(from, "the gateways' storage", Slowed);
    }

    /// <summary>For longer than the lease: another one becomes the owner meanwhile.</summary>
    private async Task PauseAsync(BenchHost gateway, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        gateway.Pause();
        await Task.Delay(lease + Seconds(4, 10), _time, cancellationToken);
        gateway.Resume();
        Note(from, gateway.Name, HostFault.Paused);
    }

    private BenchHost OwnerOfAny(IReadOnlyList<LinkedAccount> accounts) => gateways.OwnerOf(AnyOf(accounts).Session);

    private LinkedAccount AnyOf(IReadOnlyList<LinkedAccount> accounts) => accounts[_random.Next(accounts.Count)];

    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * _random.NextDouble()));

    private void Note(DateTimeOffset from, string name, string what)
    {
        var fault = new HostFault(from, _time.GetUtcNow(), name, what);
        log.Add(fault);
        Report.Progress($"  {fault.To:HH:mm:ss} {name} {what} ({(fault.To - fault.From).TotalSeconds:0.0} s)");
    }
}
