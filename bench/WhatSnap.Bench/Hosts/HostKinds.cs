using WhatSnap.Bench.World;
using WhatSnap.Local.Azurite;

namespace WhatSnap.Bench.Hosts;

/// <summary>The hosts that a benchmark can start.</summary>
internal static class HostKinds
{
    /// <summary>The local host as it was built with this benchmark.</summary>
    public static HostKind Local { get; } = new(
        "WhatSnap.Local", $"dotnet \"{Path.Combine(AppContext.BaseDirectory, "WhatSnap.Local.dll")}\"", RepositoryRoot.Find());

    /// <summary>Any other host, by its command.</summary>
    public static HostKind Started(string command) => new(command, command, RepositoryRoot.Find());

    /// <summary>The variables of a started host: those of the world, and the form of its log.</summary>
    public static IReadOnlyDictionary<string, string> Settings(BenchWorld world) =>
        new Dictionary<string, string>(world.Settings.Concat(HostLog.Settings))
        {
            // An Azure Functions host keeps its own state there.
            ["AzureWebJobsStorage"] = world.Place.ConnectionString,
        };
}
