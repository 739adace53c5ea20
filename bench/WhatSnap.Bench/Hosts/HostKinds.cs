using WhatSnap.Bench.Bare;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.World;
using WhatSnap.Local.Azurite;

namespace WhatSnap.Bench.Hosts;

/// <summary>The hosts that a benchmark can start, and what they are set to.</summary>
internal static class HostKinds
{
    private static readonly HostKind Local = new("WhatSnap.Local", Dotnet("WhatSnap.Local.dll"), RepositoryRoot.Find());

    /// <summary>This program once more, as the bare endpoint.</summary>
    public static HostKind Bare { get; } = new("bare", $"{Dotnet("WhatSnap.Bench.dll")} bare", RepositoryRoot.Find());

    /// <summary>Hosts that run already, a host by its command, or the local host as it was built with this benchmark.</summary>
    public static HostKind Of(string? command, IReadOnlyList<Uri> running) =>
        running.Count > 0 ? new HostKind(string.Join(" and ", running), null, ".")
        : command is not null ? new HostKind(command, command, RepositoryRoot.Find())
        : Local;

    /// <summary>The variables of a started host: those of the world, and the form of its log.</summary>
    /// <param name="world">The world.</param>
    /// <param name="storage">Where the host's storage is, when not at the world's own place.</param>
    public static IReadOnlyDictionary<string, string> Settings(BenchWorld world, AzuritePlace? storage = null) =>
        new Dictionary<string, string>(world.Settings.Concat(HostLog.Settings))
        {
            ["Storage__ConnectionString"] = (storage ?? world.Place).ConnectionString,

            // An Azure Functions host keeps its own state there.
            ["AzureWebJobsStorage"] = world.Place.ConnectionString,
        };

    /// <summary>The bare endpoint has the same storage and the same garbage collector as the local host.</summary>
    public static IReadOnlyDictionary<string, string> BareSettings(BenchWorld world) => new Dictionary<string, string>
    {
        [BareEndpoint.ConnectionVariable] = world.Place.ConnectionString,
        ["DOTNET_gcServer"] = "1",
    };

    /// <summary>Prints what hosts that were started elsewhere must be set to.</summary>
    public static void TellSettings(BenchWorld world)
    {
        Report.Progress("The host must run with these settings (waiting for it, at most 3 minutes):");
        foreach (var (name, value) in world.Settings) Report.Progress($"  export {name}='{value}'");
    }

    private static string Dotnet(string program) => $"dotnet \"{Path.Combine(AppContext.BaseDirectory, program)}\"";
}
