using System.Globalization;

namespace WhatSnap.Bench.Hosts;

/// <summary>What the processes of one group take up, as Linux tells it under <c>/proc</c>.</summary>
/// <param name="ResidentMb">Resident memory.</param>
/// <param name="Threads">Threads.</param>
/// <param name="OpenFiles">Open files and sockets.</param>
internal sealed record ProcessLoad(double ResidentMb, int Threads, int OpenFiles)
{
    private const int GroupField = 2;

    public static ProcessLoad OfGroup(int leader)
    {
        var load = new ProcessLoad(0, 0, 0);
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                // The name in parentheses may hold anything; behind it stand state, parent and group.
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[GroupField] != leader.ToString(CultureInfo.InvariantCulture)) continue;
                var status = File.ReadAllLines(Path.Combine(folder, "status"));
                load = new ProcessLoad(
                    load.ResidentMb + (Number(status, "VmRSS:") / 1024.0), load.Threads + (int)Number(status, "Threads:"),
                    load.OpenFiles + Directory.EnumerateFileSystemEntries(Path.Combine(folder, "fd")).Count());
            }
            catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
            {
                // The process ended meanwhile, or is another user's.
            }
        }

        return load;
    }

    private static long Number(string[] status, string name) =>
        status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
