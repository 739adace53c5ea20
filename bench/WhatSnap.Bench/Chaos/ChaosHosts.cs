using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Chaos;

/// <summary>The hosts of a chaos run: two that it starts itself, or those that it was given.</summary>
internal static class ChaosHosts
{
    private static readonly string[] Names = ["A", "B"];

    public static IEnumerable<BenchHost> Make(ChaosOptions options, HostKind kind, BenchWorld world, HttpClient probe)
    {
        var settings = HostKinds.Settings(world);
        return options.Hosts.Count > 0
            ? options.Hosts.Select((address, number) => new BenchHost(
                $"{(char)('A' + number)}", address, kind, settings, Log(world, $"{(char)('A' + number)}"), probe))
            : Names.Zip(world.Ports.Hosts, (name, port) => new BenchHost(
                name, new Uri($"http://127.0.0.1:{port}"), kind, settings, Log(world, name), probe));
    }

    /// <summary>Prints what hosts that were started elsewhere must be set to.</summary>
    public static void TellSettings(BenchWorld world)
    {
        Report.Progress("The hosts must run with these settings (waiting for them, at most 3 minutes):");
        foreach (var (name, value) in world.Settings) Report.Progress($"  export {name}='{value}'");
    }

    private static string Log(BenchWorld world, string name) => Path.Combine(world.Folder, $"host-{name}.log");
}
