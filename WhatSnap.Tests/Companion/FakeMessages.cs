using System.Text;

namespace WhatSnap.Tests.Companion;

/// <summary>A program in the place of osascript that asks the test what Messages would do, by two pipes.</summary>
internal sealed class FakeMessages : IDisposable
{
    private const string Script = """
        #!/bin/sh
        cat > "$0.script"
        shift
        printf '%s\0' "$#" "$@" > "$0.asked"
        read -r number < "$0.answer"
        [ "$number" = 0 ] && exit 0
        echo "execution error: it did not go ($number)" >&2
        exit 1
        """;

    private readonly FileStream _asked;
    private readonly FileStream _answer;
    private readonly Task _loop;

    public FakeMessages(string folder)
    {
        Directory.CreateDirectory(folder);
        Program = Path.Combine(folder, "osascript");
        File.WriteAllText(Program, Script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        (_asked, _answer) = (Pipe(".asked"), Pipe(".answer"));
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Program { get; }

    /// <summary>What was handed over: kind, address, chat, service, content.</summary>
    public List<string[]> Handed { get; } = [];

    /// <summary>What Messages does with it; gives AppleScript's error number, 0 for none.</summary>
    public Func<string[], int> Does { get; set; } = _ => 0;

    public void Dispose()
    {
        _asked.Write("0\0"u8);
        _asked.Flush();
        _loop.Wait();
        _asked.Dispose();
        _answer.Dispose();
    }

    private void Loop()
    {
        while (int.Parse(Next()) is var count and > 0)
        {
            var arguments = Enumerable.Range(0, count).Select(_ => Next()).ToArray();
            if (count == 5) Handed.Add(arguments);
            var number = count == 5 ? Does(arguments) : 0;
            _answer.Write(Encoding.UTF8.GetBytes($"{number}\n"));
            _answer.Flush();
        }
    }

    private string Next()
    {
        var bytes = new List<byte>();
        for (int one; (one = _asked.ReadByte()) > 0;) bytes.Add((byte)one);
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private FileStream Pipe(string end)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [Program + end]);
        made.WaitForExit();
        return new FileStream(Program + end, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }
}
