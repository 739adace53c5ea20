using System.Diagnostics;
using System.Text.Json;

namespace WhatSnap.Local.WhatsApp;

/// <summary>A Node.js program that runs beside this host: it ends with it, also when the host is killed, and logs into a file.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(15);
    private readonly Process _process;
    private readonly Task _logging;

    private NodeProcess(Process process, JsonElement started, Task logging) => (_process, Started, _logging) = (process, started, logging);

    /// <summary>The line of JSON by which the program said that it runs.</summary>
    public JsonElement Started { get; }

    public int ProcessId => _process.Id;

    /// <summary>Starts a program and waits for the first line of JSON that has a member.</summary>
    /// <param name="script">The script's path.</param>
    /// <param name="environment">Variables besides this process's own; the program watches its standard input.</param>
    /// <param name="startedMember">The member of the line that says that it runs.</param>
    /// <param name="logFile">Where its lines go.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<NodeProcess> StartAsync(
        string script, IReadOnlyDictionary<string, string> environment, string startedMember, string logFile, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", [script])
        {
            WorkingDirectory = Path.GetDirectoryName(script),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{script} could not be started.");
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        var errors = CopyAsync(process.StandardError, log);

        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(either.Token) is { } line)
            {
                await log.WriteLineAsync(line);
                if (line.StartsWith('{') && JsonElement.Parse(line) is var said && said.TryGetProperty(startedMember, out _))
                {
                    return new NodeProcess(process, said, Task.WhenAll(errors, CopyAsync(process.StandardOutput, log)));
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
        }

        throw new InvalidOperationException($"{Path.GetFileName(Path.GetDirectoryName(script))} did not start; see {logFile}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(EndLimit, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        await _logging;
        _process.Dispose();
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line) await to.WriteLineAsync(line);
    }
}
