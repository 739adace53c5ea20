using Microsoft.Extensions.Time.Testing;
using WhatSnap.Companion;
using WhatSnap.Companion.Health;

namespace WhatSnap.Tests.Companion;

/// <summary>A Mac on which all is well, with a program in the place of osascript; each thing can be taken from it.</summary>
internal sealed class DoctorStage : IDisposable
{
    private readonly StringWriter _output = new();

    public DoctorStage(string[]? schema = null)
    {
        Chats = new MacChats(schema ?? MacSchemas.Tahoe);
        Chats.Add(new MacRow { Text = Words, Date = Time.GetUtcNow() });
        Osascript("cat > \"$0.script\"; echo \"$@\" >> \"$0.words\"; echo ok");
    }

    /// <summary>What no line of the output may have.</summary>
    public const string Words = "The code of the safe is 4711";

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public MacChats Chats { get; }

    public bool IsMac { get; set; } = true;

    /// <summary>What was shown.</summary>
    public string Output => _output.ToString();

    /// <summary>The script that osascript was given last.</summary>
    public string Script => File.ReadAllText(Program + ".script");

    /// <summary>The arguments of each call, a line each.</summary>
    public string[] Arguments => File.Exists(Program + ".words") ? File.ReadAllLines(Program + ".words") : [];

    public bool IsStarted => File.Exists(Program + ".started");

    private string Program => Path.Combine(Chats.Home, "bin", "osascript");

    /// <summary>Puts a shell script in the place of osascript.</summary>
    public void Osascript(string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Program)!);
        File.WriteAllText(Program, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    public void RemoveOsascript() => File.Delete(Program);

    /// <summary>Starts the program with these words, and gives its exit code.</summary>
    public Task<int> RunAsync(params string[] words) => Commands.RunAsync(
        words, new MacPlaces(IsMac, Chats.Home, $"/nowhere:{Path.GetDirectoryName(Program)}"), _output, Time, CancellationToken.None);

    public void Dispose()
    {
        _output.Dispose();
        Chats.Dispose();
    }
}
