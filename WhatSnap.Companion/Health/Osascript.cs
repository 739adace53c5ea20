using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WhatSnap.Companion.Health;

/// <summary>Runs AppleScript; what it works on goes in as an argument, so that nothing in it can become part of the script.</summary>
internal sealed partial class Osascript(MacPlaces places, TimeProvider time)
{
    /// <summary>At the first time a person has to answer macOS's question meanwhile.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<ScriptOutcome> RunAsync(string script, string[] arguments, CancellationToken cancellationToken)
    {
        if (places.Find("osascript") is not { } program) return new ScriptOutcome.Missing();

        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Process.Start(new ProcessStartInfo(program, ["-", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(stop.Token);
            var errors = process.StandardError.ReadToEndAsync(stop.Token);
            await WriteAsync(process, script, stop.Token);
            await process.WaitForExitAsync(stop.Token);
            await said;
            return process.ExitCode == 0 ? new ScriptOutcome.Done() : new ScriptOutcome.Refused(NumberIn(await errors));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ScriptOutcome.Silent();
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, string script, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(script.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    /// <summary>The last number in brackets: <c>execution error: … (-1743)</c>.</summary>
    private static int? NumberIn(string errors) =>
        Number().Matches(errors).LastOrDefault() is { } match && int.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    [GeneratedRegex(@"\((?<number>-?\d{1,9})\)")]
    private static partial Regex Number();
}

/// <summary>How a script ended.</summary>
internal abstract record ScriptOutcome
{
    private ScriptOutcome()
    {
    }

    public sealed record Done : ScriptOutcome;

    /// <summary>With AppleScript's error number, when it named one.</summary>
    public sealed record Refused(int? Number) : ScriptOutcome;

    /// <summary>It did not end in time, and may have done what it should.</summary>
    public sealed record Silent : ScriptOutcome;

    /// <summary>There is no such program here.</summary>
    public sealed record Missing : ScriptOutcome;
}
