using System.Diagnostics;
using System.Runtime.InteropServices;

namespace WhatSnap.Bench.Hosts;

/// <summary>A command with all its children in a process group of its own; signals reach them together.</summary>
internal sealed partial class ProcessGroup : IAsyncDisposable
{
    private const int Kill9 = 9;
    private const int Continue = 18;
    private const int Stop = 19;
    private readonly Process _leader;

    private ProcessGroup(Process leader) => _leader = leader;

    public bool HasExited => _leader.HasExited;

    /// <summary>What all of it takes up now.</summary>
    public ProcessLoad ReadLoad() => ProcessLoad.OfGroup(_leader.Id);

    /// <param name="command">A shell command; the shell that runs it leads the group.</param>
    /// <param name="environment">Variables added to this process's own.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="logFile">What it prints is added to this file.</param>
    public static ProcessGroup Start(
        string command, IReadOnlyDictionary<string, string> environment, string folder, string logFile)
    {
        var start = new ProcessStartInfo("setsid", ["bash", "-c", $"{{ {command}; }} </dev/null >>\"$BENCH_LOG\" 2>&1"])
        {
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["BENCH_LOG"] = logFile;
        return new ProcessGroup(Process.Start(start)!);
    }

    public void Pause() => Signal(Stop);

    public void Resume() => Signal(Continue);

    /// <summary>Ends the whole group at once, a paused one too.</summary>
    public void Kill() => Signal(Kill9);

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _leader.WaitForExitAsync();
        _leader.Dispose();
    }

    /// <summary>A group that is gone already is no error.</summary>
    private void Signal(int signal) => _ = SendSignal(-_leader.Id, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processOrGroup, int signal);
}
