using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Chaos;

/// <summary>The hosts of a chaos run: two that it starts itself, or those that it was given.</summary>
internal static class ChaosHosts
{
    private static readonly string[] Names = ["A", "B"];

    public static IEnumerable<BenchHost> Make(
        ChaosOptions options, HostKind kind, BenchWorld world, HttpClient probe, IReadOnlyDictionary<string, string>? behind = null)
    {
        var settings = new Dictionary<string, string>(HostKinds.Settings(world));
        foreach (var (name, value) in behind ?? new Dictionary<string, string>()) settings[name] = value;
        return options.Hosts.Count > 0
            ? options.Hosts.Select((address, number) => new BenchHost(
                $"{(char)('A' + number)}", address, kind, settings, Log(world, $"{(char)('A' + number)}"), probe))
            : Names.Zip(world.Ports.Hosts, (name, port) => new BenchHost(
                name, new Uri($"http://127.0.0.1:{port}"), kind, settings, Log(world, name), probe));
    }

    private static string Log(BenchWorld world, string name) => Path.Combine(world.Folder, $"host-{name}.log");
}
