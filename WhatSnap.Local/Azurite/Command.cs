using System.Diagnostics;

namespace WhatSnap.Local.Azurite;

/// <summary>Runs a program that ends by itself.</summary>
internal static class Command
{
    /// <summary>Runs it and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It could not be started, or failed.</exception>
    public static async Task<string> ReadAsync(
        string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"'{program}' ended with code {process.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"'{program}' was not found. Install Node.js 20 or newer and start again.", missing);
        }
    }
}

/// <summary>The folder of the checkout, found upwards from the program.</summary>
public static class RepositoryRoot
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhatSnap.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("WhatSnap.Local runs from a checkout of the repository; WhatSnap.sln was not found.");
    }
}

/// <summary>The npm packages that the lock file pins.</summary>
internal static class NodePackages
{
    /// <param name="root">The folder of the lock file.</param>
    /// <param name="what">What a person calls them.</param>
    /// <param name="progress">Is told of the installation.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task EnsureAsync(
        string root, string what, TextWriter progress, CancellationToken cancellationToken)
    {
        // npm writes this file last: an installation that was broken off is made anew.
        if (File.Exists(Path.Combine(root, "node_modules", ".package-lock.json"))) return;

        await progress.WriteLineAsync($"Installing {what} from package-lock.json (once, about half a minute) …");
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        await Command.ReadAsync(npm, ["ci", "--ignore-scripts", "--no-fund", "--no-audit"], root, cancellationToken);
    }
}
